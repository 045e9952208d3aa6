"""What a new solve takes from a run folder: the arrays of its certificate, and the ids of its demand points."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np

from siting.certificate import Evidence, misfits
from siting.errors import InputError, Place, Problem
from siting.exporters._read_run import CERTIFICATE, MAP, SUMMARY, read_evidence, readable
from siting.inputs import Ids
from siting.language import tr


def read_earlier(folder: Path) -> tuple[Evidence, Ids]:
    """Raises InputError when the folder is none, is no run, or its certificate is not the one it was written with."""
    if not folder.is_dir():
        raise InputError.at(Place(folder), tr("there is no such run folder to start from"))
    missing = [name for name in (SUMMARY, MAP, CERTIFICATE) if not (folder / name).is_file()]
    if missing:
        hint = tr("Name the folder of a run that ended: one that `siting solve` wrote.")
        problem = [Problem(Place(folder / name), tr("the file is missing"), hint) for name in missing]
        raise InputError(problem)
    evidence = read_evidence(folder / CERTIFICATE)
    flaws = misfits(evidence)
    if flaws:
        message = tr("the certificate's arrays do not fit: {flaws}", flaws=", ".join(flaws))
        raise InputError.at(Place(folder / CERTIFICATE), message)
    _refuse_another_certificate(folder, evidence)
    return evidence, _demand_ids(folder / MAP, evidence)


def _refuse_another_certificate(folder: Path, evidence: Evidence) -> None:
    with readable(folder / SUMMARY):
        named = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))["certificate_sha256"]
    if named != evidence.fingerprint():
        message = tr("certificate.npz is not the one that summary.json names (certificate_sha256)")
        hint = tr("See `siting verify {folder}`.", folder=folder)
        raise InputError.at(Place(folder / CERTIFICATE), message, hint)


def _demand_ids(path: Path, evidence: Evidence) -> Ids:
    """Ids of the demand layer, in the order of the demand points."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    with readable(path), closing(sqlite3.connect(address, uri=True)) as database:
        found = database.execute("SELECT demand.demand FROM demand ORDER BY fid").fetchall()
    ids = np.array([identity for (identity,) in found], dtype=object)
    if len(evidence.row_demand) and evidence.row_demand.max() >= len(ids):
        raise InputError.at(Place(path), tr("plan.gpkg, demand: points are missing"))
    return ids
