"""What the generator assumes about each format, beside the catalogue's own figures.

All of it is illustrative: no table of real counts or costs is behind it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """How well a format is supplied today. supply: outlets as a multiple of people / people_per_outlet;
    pull: how strongly outlets gather in the centre; apart_m: outlets keep about this far from each other."""

    supply: float
    pull: float
    apart_m: float


STANDING = {
    "convenience_store": Standing(2.10, 0.6, 120),
    "supermarket": Standing(0.70, 0.8, 450),
    "vegetable_market": Standing(0.65, 0.7, 700),
    "fresh_food_store": Standing(1.25, 0.7, 180),
    "breakfast_shop": Standing(1.50, 0.8, 130),
    "laundry": Standing(1.00, 0.9, 250),
    "hair_salon": Standing(1.30, 0.7, 150),
    "photo_print": Standing(1.40, 1.0, 300),
    "housekeeping": Standing(1.05, 0.9, 400),
    "repair_workshop": Standing(0.85, 0.9, 350),
    "pharmacy": Standing(1.20, 0.7, 220),
    "parcel_station": Standing(1.60, 0.4, 180),
    "bank_outlet": Standing(1.00, 1.1, 350),
    "recycling_point": Standing(0.55, 0.5, 350),
    "car_wash": Standing(0.70, 0.3, 700),
    "community_canteen": Standing(0.38, 0.9, 700),
    "elderly_care": Standing(0.45, 0.8, 700),
    "childcare": Standing(0.35, 0.8, 600),
    "health_station": Standing(0.70, 0.6, 550),
    "gym": Standing(0.80, 1.0, 600),
}


@dataclass(frozen=True)
class Kind:
    """A kind of candidate site. count: how many; area_m2: median, spread (lognormal), least, most;
    most_formats: how many formats are offered together at most; fitout_cost_per_m2 and lump_cost: CNY;
    formats: what may go in, with a leaning towards some."""

    zh: str
    letter: str
    count: int
    area_m2: tuple[float, float, float, float]
    most_formats: int
    fitout_cost_per_m2: float
    lump_cost: float
    formats: dict[str, float]


KINDS = {
    "shop_unit": Kind(
        "空置商铺", "S", 840, (85, 0.50, 24, 320), 2, 900, 15_000,
        {
            "convenience_store": 3, "fresh_food_store": 4, "breakfast_shop": 4, "laundry": 2, "hair_salon": 1,
            "photo_print": 1, "housekeeping": 1.5, "repair_workshop": 2.5, "pharmacy": 2, "parcel_station": 3,
            "bank_outlet": 6, "recycling_point": 1.5, "community_canteen": 3, "health_station": 3,
        },
    ),
    "public_room": Kind(
        "公共用房", "P", 300, (330, 0.60, 60, 1_200), 4, 650, 8_000,
        {
            "community_canteen": 4, "elderly_care": 4, "childcare": 4, "health_station": 3, "housekeeping": 2,
            "repair_workshop": 1, "parcel_station": 2, "recycling_point": 1, "breakfast_shop": 1,
            "bank_outlet": 1,
        },
    ),
    "warehouse": Kind(
        "仓库", "W", 150, (850, 0.50, 220, 3_000), 5, 700, 45_000,
        {
            "supermarket": 3, "vegetable_market": 3, "fresh_food_store": 2, "parcel_station": 3,
            "car_wash": 4, "recycling_point": 3, "gym": 2, "repair_workshop": 1, "laundry": 1,
        },
    ),
    "vacant_plant": Kind(
        "旧厂房", "F", 130, (2_900, 0.45, 900, 8_000), 8, 800, 80_000,
        {
            "vegetable_market": 4, "supermarket": 3, "gym": 3, "community_canteen": 3, "elderly_care": 3,
            "childcare": 3, "health_station": 2, "car_wash": 3, "repair_workshop": 2, "housekeeping": 1,
            "breakfast_shop": 1, "parcel_station": 1, "recycling_point": 1, "convenience_store": 1,
        },
    ),
}  # fmt: skip
