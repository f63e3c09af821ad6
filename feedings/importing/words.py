"""The words that weighing sheets use for their columns, units, times and gaps. Pure tables.

A word that is missing here is added here; nothing else needs to know it. Compared after `plain()`.
"""

import re
import unicodedata
from functools import lru_cache

from animals.units import WeightUnit


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Lower case, no accents, punctuation as single spaces: what words are compared by."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"[\s_\-–—/.,;:()\[\]{}*!?\"“”„]+", " ", letters).strip()


def each(text: str) -> list[str]:
    """The words of a text, for tables that stay readable."""
    return text.split()


# What stands for "not weighed", besides nothing and lone punctuation.
MISSING = frozenset(
    {
        *each("na nan nil none null n x xx xxx nd nw dnw missing skip skipped missed fehlt ka"),
        *("n a", "#n a", "#na", "#value", "#div 0", "#ref", "#null", "n d", "n w", "k a"),
        *("not weighed", "not taken", "no weight", "no data", "did not weigh", "not recorded"),
        *("not available", "nicht gewogen", "pas pese", "sin dato"),
    }
)

UNITS: dict[str, WeightUnit] = {
    **dict.fromkeys(
        each("g gr grs gm gms gram grams gramm gramme grammes gramo gramos grammi grammo gms"),
        "g",
    ),
    **dict.fromkeys(each("kg kgs kilo kilos kilogram kilograms kilogramm kilogramme"), "kg"),
    **dict.fromkeys(each("oz ozs ounce ounces unze unzen once onces onza onzas"), "oz"),
    **dict.fromkeys(each("lb lbs pound pounds libra libras #"), "lb"),
}
UNIT_NAMES: dict[WeightUnit, str] = {
    "g": "grams",
    "kg": "kilograms",
    "oz": "ounces",
    "lb": "pounds",
}

DATE = frozenset(
    {
        *each("date dates datum day when weighed measured recorded timestamp datetime fecha data"),
        *each("jour dia tag giorno dag"),
        *("weigh date", "weighed on", "date weighed", "weighing date", "date time", "weigh in"),
        *("measured on", "recorded at", "recorded on", "date recorded", "date of weighing"),
        *("weigh in date", "weight date", "entry date", "measured at", "weighed at", "wiegedatum"),
    }
)
AGE = frozenset(
    {
        *each("age alter edad days day d tag tage jour jours dia dias leeftijd dagen dag dol"),
        *("age days", "age in days", "days old", "day of life", "age day", "day no", "day number"),
        *("alter tage", "alter in tagen", "lebenstag", "age d", "day old", "age dol", "day #"),
    }
)
AGE_IN_WEEKS = frozenset(
    {
        *each("week weeks wk wks woche wochen semaine semaines semana semanas"),
        *("age weeks", "age in weeks", "weeks old", "age wks", "week no", "alter wochen", "week #"),
    }
)
TIME = frozenset(
    {
        *each("time times zeit uhrzeit heure hora tijd hour ora ampm"),
        *("time of day", "am pm", "tageszeit", "weigh time", "time weighed"),
    }
)
WEEKDAY = frozenset({"weekday", "wochentag", "day of week", "day of the week", "dow"})
NAME = frozenset(
    {
        *each("name names pup pups puppy puppies kitten kittens kit animal animals pet cat dog"),
        *each("welpe welpen katze katzchen kitte tier hund nom nombre nome naam chaton chiot"),
        *each("gatito cachorro subject individual who littermate baby babies animalname"),
        *("puppy name", "kitten name", "pup name", "animal name", "pet name", "call name"),
    }
)
COLLAR = frozenset(
    {
        *each("collar ribbon band colour color halsband farbe couleur collier collare yarn"),
        *("collar colour", "collar color", "ribbon colour", "ribbon color", "band color"),
        *("band colour", "collar ribbon", "halsbandfarbe", "id color", "id colour"),
    }
)
ID = frozenset(
    {"id", "no", "nr", "number", "#", "label", "chip", "animal id", "pet id", "pup id", "kitten id"}
    | {"puppy id", "puppy no", "pup no", "kitten no", "pup #", "puppy #", "kitten #", "a number"}
)
SEX = frozenset(each("sex gender geschlecht sexe sexo m f mf")) | {"m f", "f m"}
BORN = frozenset(
    {
        *each("dob born birthdate birthday geboren geburtsdatum geburtstag"),
        *("date of birth", "birth date", "born on", "date born", "geb datum", "whelped"),
        *("whelp date", "whelping date"),
    }
)
DESCRIBED = frozenset(
    {
        *each("breed race rasse coat markings marking mark description pattern fur rasa"),
        *("coat color", "coat colour", "fur color", "marks", "size", "birth order", "order"),
        *("litter", "litter name", "mother", "dam", "sire", "father", "species"),
    }
)
WEIGHT = frozenset(
    {
        *each("weight weights wt wts gewicht poids peso gewichte mass masse waage scale value"),
        *each("reading readings measurement weighin weighins net netto nett vikt"),
        *("weigh in", "weigh ins", "body weight", "net weight", "weight net", "current weight"),
        *("new weight", "todays weight", "actual weight"),
    }
)
GROSS = frozenset(
    {
        *each("gross brutto total"),
        *("gross weight", "weight with bag", "weight incl bag", "weight including bag"),
        *("with bag", "incl bag", "including bag", "weight gross", "in bag", "weight in bag"),
    }
)
BAG = frozenset(
    {
        *each("bag tare tara carrier container box basket bowl towel pouch beutel sack"),
        *("bag weight", "weight of bag", "weighing bag", "tare weight", "empty bag", "weigh bag"),
    }
)
UNIT = frozenset(each("unit units einheit unite unidad uom eenheid")) | {
    "weight unit",
    "unit of measure",
}
NOTES = frozenset(
    {
        *each("note notes comment comments remark remarks bemerkung bemerkungen notiz notizen"),
        *each("anmerkung remarque remarques nota notas observation observations opmerking"),
        *each("weather by initials weigher carer fosterer foster person who status event"),
        *("weighed by", "recorded by", "fed by", "other notes", "entered by"),
    }
)
# A heading or first cell with one of these words is a figure about weights and not a weight.
SUMMARY = frozenset(
    each(
        "total totals sum average avg mean median min max minimum maximum gain gained "
        "gains loss lost change changes diff difference delta percent percentage pct % "
        "std stdev sd count range increase growth target goal expected ideal summe "
        "schnitt durchschnitt mittelwert mittel zunahme differenz anderung moyenne gesamt "
        "ecart promedio media ganancia ø Σ +/- previous prev rank birthorder all"
    )
)
# Measured, but not a weight of the young.
OTHER_FIGURES = frozenset(
    each(
        "temp temperature temperatur fed feed feeds food formula ml cc milk amount intake "
        "volume bottle bottles humidity room stool length height cm inches kcal calories"
    )
)
MOTHER = frozenset(each("mom mum mama mother dam queen mutter mere madre momma mommy bitch"))

# Hours for words that only name a part of the day; exact times stay exact.
TIMES_OF_DAY: dict[str, int] = {
    **dict.fromkeys(each("am morning morgens morgen fruh vormittag matin manana breakfast"), 8),
    **dict.fromkeys(each("noon midday mittag midi lunch mediodia"), 12),
    **dict.fromkeys(each("afternoon nachmittag tarde"), 15),
    **dict.fromkeys(each("pm evening abend abends soir dinner eve"), 20),
    **dict.fromkeys(each("night nacht nuit noche bedtime"), 22),
}

MONTHS: tuple[tuple[str, ...], ...] = (
    ("jan", "january", "januar", "janvier", "enero", "januari", "jaenner", "janner"),
    ("feb", "february", "februar", "fevrier", "febrero", "februari", "fev"),
    ("mar", "march", "marz", "maerz", "mars", "marzo", "maart", "mrz"),
    ("apr", "april", "avril", "abril", "avr", "abr"),
    ("may", "mai", "mayo", "mei"),
    ("jun", "june", "juni", "juin", "junio"),
    ("jul", "july", "juli", "juillet", "julio", "juil"),
    ("aug", "august", "aout", "agosto", "augustus"),
    ("sep", "sept", "september", "septembre", "septiembre"),
    ("oct", "october", "oktober", "octobre", "octubre", "okt"),
    ("nov", "november", "novembre", "noviembre"),
    ("dec", "december", "dezember", "decembre", "diciembre", "dez", "dic"),
)
WEEKDAYS: tuple[tuple[str, ...], ...] = (
    ("mon", "monday", "mo", "montag", "lundi", "lun", "lunes"),
    ("tue", "tues", "tuesday", "tu", "di", "dienstag", "mardi", "martes"),
    ("wed", "wednesday", "we", "mi", "mittwoch", "mercredi", "miercoles", "weds"),
    ("thu", "thur", "thurs", "thursday", "th", "do", "donnerstag", "jeudi", "jueves"),
    ("fri", "friday", "fr", "freitag", "vendredi", "viernes"),
    ("sat", "saturday", "sa", "samstag", "samedi", "sabado", "sonnabend"),
    ("sun", "sunday", "su", "so", "sonntag", "dimanche", "domingo"),
)
WEEKDAY_NAMES = frozenset(name for names in WEEKDAYS for name in names)

SEXES: dict[str, str] = {
    **dict.fromkeys(
        each("f female girl bitch queen w weiblich hundin femelle hembra girls"), "female"
    ),
    **dict.fromkeys(each("m male boy tom dog mannlich rude kater male macho boys"), "male"),
    "♀": "female",
    "♂": "male",
}

# Names of colours in sheets, to the collars that Pouch knows.
COLLARS: dict[str, str] = {
    **{
        colour: colour
        for colour in each(
            "red orange yellow green emerald turquoise blue purple pink brown black grey white"
        )
    },
    **dict.fromkeys(("rot", "rouge", "rojo", "rood"), "red"),
    **dict.fromkeys(("naranja", "oranje"), "orange"),
    **dict.fromkeys(("gelb", "jaune", "amarillo", "geel", "gold"), "yellow"),
    **dict.fromkeys(("grun", "vert", "verde", "groen", "lime"), "green"),
    **dict.fromkeys(("teal", "turkis", "aqua", "cyan", "turquesa"), "turquoise"),
    **dict.fromkeys(("blau", "bleu", "azul", "blauw", "navy"), "blue"),
    **dict.fromkeys(("lila", "violet", "lavender", "violett", "morado", "paars"), "purple"),
    **dict.fromkeys(("rosa", "rose", "roze", "hot pink"), "pink"),
    **dict.fromkeys(("braun", "marron", "bruin"), "brown"),
    **dict.fromkeys(("schwarz", "noir", "negro", "zwart"), "black"),
    **dict.fromkeys(("grau", "gris", "gray", "grijs", "silver"), "grey"),
    **dict.fromkeys(("weiss", "blanc", "blanco", "wit"), "white"),
}
# What may stand beside a colour without making it another animal: "pink girl", "pink collar".
BESIDE_A_COLOUR = frozenset(
    each("collar ribbon band girl boy female male pup puppy kitten kit m f halsband the")
)
