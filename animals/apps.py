from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save


class AnimalsConfig(AppConfig):
    name = "animals"
    verbose_name = "Animals and homes"

    def ready(self) -> None:
        from . import database_rules, published

        # After migrate, not in a migration: SQLite rebuilds a table on later changes and forgets
        # its triggers, and a new release may bring new published rows.
        post_migrate.connect(database_rules.install, sender=self)
        post_migrate.connect(published.fill_in_missing, sender=self)
        for model in published.KEPT_IN_MEMORY:
            post_save.connect(published.follow_edited_row, sender=model)
            post_delete.connect(published.follow_edited_row, sender=model)
