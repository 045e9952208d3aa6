/* Data of the page: JSON, with columns of numbers and texts packed inside it (columns.py writes them). */

async function unpacked(column) {
  const plain = atob(column.data);
  const bytes = new Uint8Array(plain.length);
  for (let i = 0; i < plain.length; i++) bytes[i] = plain.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function whole_numbers(column, bytes) {
  const n = column.n, planes = n ? bytes.length / n : 0, found = new Int32Array(n);
  let last = 0;
  for (let i = 0; i < n; i++) {
    let folded = 0;
    for (let plane = 0; plane < planes; plane++) folded |= bytes[plane * n + i] << (8 * plane);
    const step = (folded >>> 1) ^ -(folded & 1);
    last = column.running ? (last + step) | 0 : step;
    found[i] = last;
  }
  return found;
}

function numbered(column, numbers) {
  return { length: column.n, at: (i) => column.prefix + String(numbers[i]).padStart(column.width, "0") };
}

/* The values of a column: an array, or for texts {length, at(i)}. */
async function read_column(column) {
  const bytes = await unpacked(column);
  if (column.kind === "bytes") return bytes;
  if (column.kind === "integers") return whole_numbers(column, bytes);
  if (column.kind === "numbered") return numbered(column, whole_numbers(column, bytes));
  const list = JSON.parse(new TextDecoder().decode(bytes));
  return { length: list.length, at: (i) => list[i] };
}

/* A part of the data with its columns read, the rest of it as it is. */
async function read_part(part) {
  const names = Object.keys(part);
  const values = await Promise.all(
    names.map((name) => (part[name] && part[name].kind ? read_column(part[name]) : part[name])),
  );
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

async function read_data() {
  const data = JSON.parse(document.getElementById("siting-data").textContent);
  const parts = ["cells", "streets", "outlets", "sites", "circles"];
  const read = await Promise.all(parts.map((name) => read_part(data[name])));
  parts.forEach((name, i) => (data[name] = read[i]));
  return data;
}

function position_of(texts, id) {
  for (let i = 0; i < texts.length; i++) if (texts.at(i) === id) return i;
  return -1;
}
