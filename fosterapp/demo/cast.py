"""Who is in the story, as data. Ages and "days ago" are whole days before the day it is told."""

from dataclasses import dataclass

from animals.models import (
    AdultSize,
    CollarColour,
    Experience,
    IntakeSubtype,
    IntakeType,
    Person,
    Sex,
    WeaningStage,
)

PHONE = "+1 202 555 0143"  # of the range that nobody has
PASSWORD = "pouch-demo"  # for the demo's own people on a demo's own database, nowhere else

# Days before the last morning (negative) and grams: see growth.Course.
Anchors = tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class PersonOfStory:
    email: str
    name: str
    role: str
    home: str = ""


@dataclass(frozen=True, kw_only=True)
class HomeOfStory:
    """A home as its row has it, with what belongs to it.

    `residents` are species, how many, and whether vaccinated; `away` the first and last day from
    the day of the story on, and why; `lent` what it has on loan, and since how many days.
    """

    row: dict
    residents: tuple[tuple[str, int, bool], ...] = ()
    away: tuple[tuple[int, int, str], ...] = ()
    lent: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class MotherOfStory:
    name: str
    species: str
    home: str
    litter: str
    born_days_ago: int
    size_at_birth: int
    stillborn: int = 0
    came_days_before_birth: int = 3
    intake_type: str = IntakeType.STRAY
    intake_subtype: str = IntakeSubtype.NONE
    came_from: str = ""
    coat: str = ""
    breed: str = ""
    adult_size: str = AdultSize.UNKNOWN
    milk: str = "plenty"
    temper: str = ""
    note: str = ""
    grams: int | None = None  # of a queen, weighed every other day since the birth


@dataclass(frozen=True, kw_only=True)
class YoungOfStory:
    """A young one. It grows along `course` where that is given, else at `level` of the typical.

    `bottle_from` is the age in days of the first bottle; `by_hand` the share of its need that it
    gets so, the rest being its mother's milk.
    """

    name: str
    sex: str
    litter: str
    home: str
    collar: str = CollarColour.NONE
    coat: str = ""
    mark: str = ""
    birth_weight_g: int | None = None
    level: float = 1.0
    course: Anchors = ()
    bottle_from: int | None = None
    by_hand: float = 1.0
    rich_mix: bool = False
    note: str = ""

    @property
    def weaning_stage(self) -> str:
        if self.bottle_from is None or self.by_hand < 1:
            return WeaningStage.NURSING
        return WeaningStage.BOTTLE


@dataclass(frozen=True, kw_only=True)
class OrphansOfStory:
    """A litter that was found without its mother, so its birth date is a guess."""

    name: str
    species: str
    born_days_ago: int
    plus_minus_days: int
    found_days_ago: int
    came_from: str
    size_at_birth: int
    quarantine_days_left: int | None = None


ROBINS, NOORS, ALEXS, JOS = "Robin's home", "Noor's home", "Alex's home", "Jo's home"

CARER = "carer@example.org"
FOSTER = "foster@example.org"
QUIET = "alex@example.org"
NEW = "jo@example.org"
COORDINATOR = "coordinator@example.org"
STAFF = "staff@example.org"

PEOPLE = (
    PersonOfStory(email=CARER, name="Robin", role=Person.Role.CARER, home=ROBINS),
    PersonOfStory(email=FOSTER, name="Noor", role=Person.Role.CARER, home=NOORS),
    PersonOfStory(email=QUIET, name="Alex", role=Person.Role.CARER, home=ALEXS),
    PersonOfStory(email=NEW, name="Jo", role=Person.Role.CARER, home=JOS),
    PersonOfStory(email=COORDINATOR, name="Kim", role=Person.Role.COORDINATOR),
    PersonOfStory(email=STAFF, name="Sam", role=Person.Role.STAFF),
)

# The region is made up: its degrees lie in the South Pacific, where nobody lives.
SHELTER = {"latitude": "-48.88000", "longitude": "-123.40000"}
HOMES = (
    HomeOfStory(
        row={
            "name": ROBINS,
            "area": "Riverside",
            "latitude": "-48.87000",
            "longitude": "-123.39000",
            "rooms": 2,
            "quarantine_rooms": 1,
            "feeding_minutes_a_day": 480,
            "takes_medical": True,
            "experience": Experience.MUCH,
            "away_hours": 2,
            "note": "Ground floor, wash basin in the quarantine room.",
        },
        residents=(("dog", 1, True),),
        lent=(("Incubator with thermostat", 58), ("Kitchen scale, to 0.1 g", 58)),
    ),
    HomeOfStory(
        row={
            "name": NOORS,
            "area": "Hill Road",
            "latitude": "-48.84200",
            "longitude": "-123.34800",
            "rooms": 3,
            "quarantine_rooms": 1,
            "feeding_minutes_a_day": 300,
            "experience": Experience.SOME,
            "away_hours": 5,
            "note": "Large garden; the puppies can go out once they walk.",
        },
        residents=(("cat", 2, True),),
        away=((9, 16, "a holiday by the sea"),),
        lent=(("Whelping box, large", 16),),
    ),
    HomeOfStory(
        row={
            "name": ALEXS,
            "area": "Old Town",
            "latitude": "-48.88700",
            "longitude": "-123.43100",
            "rooms": 1,
            "quarantine_rooms": 0,
            "feeding_minutes_a_day": 240,
            "takes_nursing_mothers": False,
            "experience": Experience.NEW,
            "away_hours": 3,
        },
        lent=(("Heat pad", 14), ("Carrier", 14)),
    ),
    HomeOfStory(
        row={
            "name": JOS,
            "area": "Harbour",
            "latitude": "-48.90100",
            "longitude": "-123.37700",
            "rooms": 2,
            "quarantine_rooms": 1,
            "feeding_minutes_a_day": 180,
            "takes_bottle_babies": False,
            "experience": Experience.NEW,
            "note": "A quiet room with a door; works from home.",
        },
    ),
)

WATTLES = "Wattle's kittens"
BANKSIAS = "Banksia's kittens"
MATILDAS = "Matilda's puppies"
WOODPILE = "Woodpile kittens"
BARN = "Barn kittens"

CARETAKER = "a caretaker of cats who could no longer look after them"

MOTHERS = (
    MotherOfStory(
        name="Wattle",
        species="cat",
        grams=3240,
        home=ROBINS,
        litter=WATTLES,
        born_days_ago=18,
        size_at_birth=6,
        came_from=CARETAKER,
        coat="grey tabby",
        temper="hisses, does not strike",
        note="Trapped heavily pregnant, with Banksia. Feeds four of hers and walks round Kangaroo.",
    ),
    MotherOfStory(
        name="Banksia",
        species="cat",
        grams=3580,
        home=NOORS,
        litter=BANKSIAS,
        born_days_ago=16,
        size_at_birth=4,
        stillborn=1,
        came_days_before_birth=5,
        came_from=CARETAKER,
        coat="black and white",
        temper="lets herself be stroked",
        note="Trapped heavily pregnant, with Wattle.",
    ),
    MotherOfStory(
        name="Matilda",
        species="dog",
        home=NOORS,
        litter=MATILDAS,
        born_days_ago=17,
        size_at_birth=8,
        came_days_before_birth=-1,  # with newborns of one day
        intake_type=IntakeType.TRANSFER_IN,
        intake_subtype=IntakeSubtype.IN_STATE,
        came_from="a shelter without room for newborns",
        coat="brown, white chest",
        breed="mixed",
        adult_size=AdultSize.MEDIUM,
        temper="gentle with people",
        note="Sent with eight newborn puppies. Seven stay with her.",
    ),
)

ORPHANS = (
    OrphansOfStory(
        name=WOODPILE,
        species="cat",
        born_days_ago=15,
        plus_minus_days=2,
        found_days_ago=10,
        came_from="a wood pile; nobody saw a mother in eight hours",
        size_at_birth=2,
        quarantine_days_left=4,
    ),
    OrphansOfStory(
        name=BARN,
        species="cat",
        born_days_ago=19,
        plus_minus_days=1,
        found_days_ago=15,
        came_from="a barn, the mother was run over",
        size_at_birth=2,
    ),
)

THE_PLAN = "The plan: back to {mother} and the litter once weaned and strong."

YOUNG = (
    # The box: five that take feeds in Robin's home.
    YoungOfStory(
        name="Kangaroo",
        sex=Sex.FEMALE,
        litter=WATTLES,
        home=ROBINS,
        collar=CollarColour.RED,
        coat="grey tabby",
        mark="white tip to the tail",
        birth_weight_g=64,
        course=((-18, 64), (-16, 62), (-11, 92), (-8, 122), (-4, 167), (-1, 203), (0, 212)),
        bottle_from=2,
        rich_mix=True,
        note=f"The runt. {THE_PLAN.format(mother='Wattle')}",
    ),
    YoungOfStory(
        name="Possum",
        sex=Sex.FEMALE,
        litter=MATILDAS,
        home=ROBINS,
        collar=CollarColour.BLUE,
        coat="brindle",
        mark="notch in the left ear",
        birth_weight_g=103,
        course=((-17, 103), (-15, 100), (-13, 106), (-10, 124), (-4, 193), (-1, 236), (0, 246)),
        bottle_from=1,
        note=(
            "A third of what she should have weighed at birth. "
            f"{THE_PLAN.format(mother='Matilda')}"
        ),
    ),
    YoungOfStory(
        name="Joey",
        sex=Sex.MALE,
        litter=WATTLES,
        home=ROBINS,
        collar=CollarColour.GREEN,
        coat="grey tabby",
        mark="white left forepaw",
        birth_weight_g=88,
        course=((-18, 88), (-14, 122), (-10, 164), (-9, 166), (-5, 216), (-1, 264), (0, 276)),
        bottle_from=9,
        by_hand=0.5,
        note="Nurses, and takes the bottle beside it.",
    ),
    YoungOfStory(
        name="Bilby",
        sex=Sex.FEMALE,
        litter=WOODPILE,
        home=ROBINS,
        collar=CollarColour.YELLOW,
        coat="tortoiseshell",
        mark="orange chin",
        course=((-10, 128), (-7, 158), (-4, 204), (-1, 252), (0, 263)),
        bottle_from=5,
    ),
    YoungOfStory(
        name="Quokka",
        sex=Sex.MALE,
        litter=WOODPILE,
        home=ROBINS,
        collar=CollarColour.PURPLE,
        coat="black",
        mark="bent tail",
        # Sliding: his best was three mornings ago.
        course=((-10, 136), (-7, 172), (-4, 218), (-3, 231), (-2, 236), (-1, 233), (0, 228)),
        bottle_from=5,
    ),
    # With Wattle.
    YoungOfStory(
        name="Wombat", sex=Sex.MALE, litter=WATTLES, home=ROBINS, collar=CollarColour.WHITE,
        coat="grey tabby", mark="broad white blaze", birth_weight_g=112, level=1.08,
    ),
    YoungOfStory(
        name="Koala", sex=Sex.FEMALE, litter=WATTLES, home=ROBINS, collar=CollarColour.ORANGE,
        coat="grey", mark="no white", birth_weight_g=104, level=1.01,
    ),
    YoungOfStory(
        name="Numbat", sex=Sex.FEMALE, litter=WATTLES, home=ROBINS, collar=CollarColour.PINK,
        coat="grey tabby", mark="striped nose", birth_weight_g=98, level=0.95,
    ),
    # With Banksia.
    YoungOfStory(
        name="Bandicoot", sex=Sex.MALE, litter=BANKSIAS, home=NOORS, collar=CollarColour.BLUE,
        coat="black", mark="white toes", birth_weight_g=108, level=1.06,
    ),
    YoungOfStory(
        name="Quoll", sex=Sex.FEMALE, litter=BANKSIAS, home=NOORS, collar=CollarColour.WHITE,
        coat="black and white", mark="spot on the nose", birth_weight_g=101, level=1.0,
    ),
    YoungOfStory(
        name="Bettong", sex=Sex.FEMALE, litter=BANKSIAS, home=NOORS, collar=CollarColour.PINK,
        coat="black and white", mark="black chin", birth_weight_g=97, level=0.97,
    ),
    YoungOfStory(
        name="Potoroo", sex=Sex.MALE, litter=BANKSIAS, home=NOORS, collar=CollarColour.ORANGE,
        coat="black", mark="white bib", birth_weight_g=84, level=0.82, bottle_from=8, by_hand=0.35,
        note="Pushed off the teat by the others; a bottle beside it.",
    ),
    # With Matilda.
    *(
        YoungOfStory(
            name=name, sex=sex, litter=MATILDAS, home=NOORS, collar=collar, coat=coat,
            birth_weight_g=birth, level=level,
        )
        for name, sex, collar, coat, birth, level in (
            ("Banjo", Sex.MALE, CollarColour.GREEN, "brown", 318, 1.06),
            ("Clancy", Sex.MALE, CollarColour.BLACK, "brindle", 305, 1.01),
            ("Billabong", Sex.FEMALE, CollarColour.PURPLE, "brown, white chest", 296, 0.99),
            ("Coolabah", Sex.FEMALE, CollarColour.YELLOW, "fawn", 288, 0.96),
            ("Jumbuck", Sex.MALE, CollarColour.GREY, "cream", 331, 1.1),
            ("Swagman", Sex.MALE, CollarColour.RED, "brown", 279, 0.93),
            ("Tucker", Sex.FEMALE, CollarColour.TURQUOISE, "brindle", 262, 0.88),
        )
    ),
    # In the home that has gone quiet.
    YoungOfStory(
        name="Echidna", sex=Sex.FEMALE, litter=BARN, home=ALEXS, collar=CollarColour.ORANGE,
        coat="ginger", mark="pale belly", level=0.93, bottle_from=4,
    ),
    YoungOfStory(
        name="Platypus", sex=Sex.MALE, litter=BARN, home=ALEXS, collar=CollarColour.GREY,
        coat="ginger", mark="torn right ear", level=0.88, bottle_from=4,
    ),
)  # fmt: skip

PADEMELON = YoungOfStory(
    name="Pademelon",
    sex=Sex.FEMALE,
    litter=WATTLES,
    home=ROBINS,
    coat="grey",
    birth_weight_g=71,
    course=((-18, 71), (-16, 66), (-15, 61), (0, 61)),
)

# The five of the box: minutes from now to the next feed when the story is told.
DUE_IN_MINUTES = {"Kangaroo": -12, "Possum": 0, "Quokka": 10, "Joey": 25, "Bilby": 45}
QUIET_FOR_HOURS = 14
