"""Proving that the database itself refuses a row, and for the reason that is meant."""

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from animals.database_rules import RULES

POSITIVE = "positive"  # the check that Django makes for a positive field, named after its column
SENTENCES = {rule.name: rule.sentence for rule in RULES}


def refused(rule: str, make) -> None:
    """`make` ends in IntegrityError, and the error is about `rule`."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make()
    said = str(caught.value)
    assert any(word in said for word in words_for(rule)), said


def words_for(rule: str) -> tuple[str, ...]:
    """What either engine says when the rule is broken; SQLite names a unique one by its columns."""
    if rule == POSITIVE:
        return ("CHECK constraint failed", "_check")
    if rule in SENTENCES:
        return (SENTENCES[rule],)
    constraint = constraints().get(rule)
    if constraint is None or isinstance(constraint, models.UniqueConstraint):
        return (rule, "UNIQUE constraint failed", "unique constraint")
    return (rule,)


def constraints(app: str = "") -> dict[str, models.BaseConstraint]:
    """Every constraint of the models, by name."""
    return {
        constraint.name: constraint
        for config in apps.get_app_configs()
        if config.label in ({app} if app else {"animals", "feedings"})
        for model in config.get_models()
        if not model.__name__.startswith("Historical")
        for constraint in model._meta.constraints
    }
