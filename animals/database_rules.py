"""Rules across rows and tables that no CheckConstraint can hold, as triggers on both databases.

Installed after every migrate, because SQLite forgets a table's triggers when a later migration
rebuilds the table. Each rule names the rows that must not exist; a row that breaks it raises
IntegrityError on SQLite and on PostgreSQL alike.
"""

from dataclasses import dataclass

from django.db import connections


@dataclass(frozen=True, kw_only=True)
class Rule:
    name: str
    table: str
    columns: tuple[str, ...]  # an update of other columns cannot break the rule
    broken: str  # SQL condition over NEW that is true for a row that must not be stored
    sentence: str  # without apostrophes: it stands in SQL
    lock: str = ""  # PostgreSQL only: SQL that makes rivals wait, so that each sees the other's row


RULES = (
    Rule(
        name="placement_overlap",
        table="animals_placement",
        columns=("animal_id", "started_at", "ended_at"),
        broken="""EXISTS (SELECT 1 FROM animals_placement other
            WHERE other.animal_id = NEW.animal_id AND other.id <> NEW.id
              AND (other.ended_at IS NULL OR other.ended_at > NEW.started_at)
              AND (NEW.ended_at IS NULL OR NEW.ended_at > other.started_at))""",
        sentence="an animal is in two homes at once",
        lock="PERFORM 1 FROM animals_animal WHERE id = NEW.animal_id FOR UPDATE;",
    ),
    Rule(
        name="litter_dam_species",
        table="animals_litter",
        columns=("dam_id", "species_id"),
        broken="""EXISTS (SELECT 1 FROM animals_animal dam
            WHERE dam.id = NEW.dam_id AND dam.species_id <> NEW.species_id)
            OR EXISTS (SELECT 1 FROM animals_animal young
            WHERE young.litter_id = NEW.id
              AND (young.id = NEW.dam_id OR young.species_id <> NEW.species_id))""",
        sentence="a litter is of one species with its mother and young",
        lock="PERFORM 1 FROM animals_animal WHERE id = NEW.dam_id FOR SHARE;",
    ),
    Rule(
        name="animal_litter_species",
        table="animals_animal",
        columns=("litter_id", "species_id"),
        broken="""EXISTS (SELECT 1 FROM animals_litter litter
            WHERE litter.id = NEW.litter_id
              AND (litter.species_id <> NEW.species_id OR litter.dam_id = NEW.id))
            OR EXISTS (SELECT 1 FROM animals_litter litter
            WHERE litter.dam_id = NEW.id AND litter.species_id <> NEW.species_id)""",
        sentence="an animal is of the species of its litter and not its own mother",
        lock="PERFORM 1 FROM animals_litter WHERE id = NEW.litter_id FOR SHARE;",
    ),
    Rule(
        name="buddy_one_pair",
        table="animals_buddypairstate",
        columns=("pair_id", "state", "ended_at"),
        broken="""NEW.ended_at IS NULL AND NEW.state IN ('introduced', 'bonded')
            AND EXISTS (SELECT 1 FROM animals_buddypairstate other
            JOIN animals_buddypair theirs ON theirs.id = other.pair_id
            JOIN animals_buddypair ours ON ours.id = NEW.pair_id
            WHERE other.pair_id <> NEW.pair_id AND other.ended_at IS NULL
              AND other.state IN ('introduced', 'bonded')
              AND (theirs.first_id IN (ours.first_id, ours.second_id)
                OR theirs.second_id IN (ours.first_id, ours.second_id)))""",
        sentence="an animal is in two pairs at once",
        lock="""PERFORM 1 FROM animals_animal WHERE id IN (
            SELECT unnest(ARRAY[first_id, second_id]) FROM animals_buddypair
            WHERE id = NEW.pair_id) ORDER BY id FOR UPDATE;""",
    ),
    Rule(
        name="buddy_pair_stays",
        table="animals_buddypair",
        columns=("first_id", "second_id"),
        broken="""EXISTS (SELECT 1 FROM animals_buddypairstate ours
            JOIN animals_buddypairstate other ON other.pair_id <> ours.pair_id
            JOIN animals_buddypair theirs ON theirs.id = other.pair_id
            WHERE ours.pair_id = NEW.id AND ours.ended_at IS NULL AND other.ended_at IS NULL
              AND ours.state IN ('introduced', 'bonded')
              AND other.state IN ('introduced', 'bonded')
              AND (theirs.first_id IN (NEW.first_id, NEW.second_id)
                OR theirs.second_id IN (NEW.first_id, NEW.second_id)))""",
        sentence="an animal is in two pairs at once",
        lock="""PERFORM 1 FROM animals_animal WHERE id IN (NEW.first_id, NEW.second_id)
            ORDER BY id FOR UPDATE;""",
    ),
)


def sqlite_statements(rule: Rule):
    for event in ("INSERT", f"UPDATE OF {', '.join(rule.columns)}"):
        trigger = f"{rule.name}_{event.split()[0].lower()}"
        yield f"DROP TRIGGER IF EXISTS {trigger}"
        # After, not before: only then does an inserted row have its key.
        yield (
            f"CREATE TRIGGER {trigger} AFTER {event} ON {rule.table} FOR EACH ROW "
            f"WHEN {rule.broken} BEGIN SELECT RAISE(ABORT, '{rule.sentence}'); END"
        )


def postgresql_statements(rule: Rule):
    yield f"""CREATE OR REPLACE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {rule.lock}
            IF {rule.broken} THEN
                RAISE EXCEPTION '{rule.sentence}'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{rule.name}';
            END IF;
            RETURN NEW;
        END $$"""
    yield f"DROP TRIGGER IF EXISTS {rule.name} ON {rule.table}"
    yield (
        f"CREATE TRIGGER {rule.name} AFTER INSERT OR UPDATE OF {', '.join(rule.columns)} "
        f"ON {rule.table} FOR EACH ROW EXECUTE FUNCTION {rule.name}()"
    )


DIALECTS = {"sqlite": sqlite_statements, "postgresql": postgresql_statements}


def install(*, using: str = "default", **_signal) -> None:
    """Make every rule hold on the database `using`, replacing older forms of it."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    statements = DIALECTS[connection.vendor]
    with connection.cursor() as cursor:
        for rule in RULES:
            if rule.table in tables:
                for statement in statements(rule):
                    cursor.execute(statement)
