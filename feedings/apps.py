from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class FeedingsConfig(AppConfig):
    name = "feedings"
    verbose_name = "Feeds and weights"

    def ready(self) -> None:
        from animals.models import Animal, FeedingStep, Placement, Species
        from animals.placing import moved

        from .alerts.keeping import follow_edited_placement, follow_moved
        from .recording import follow_edited_animal, follow_edited_species, follow_edited_step

        # Signals, because these are also edited in animals, which must not import feedings.
        post_save.connect(follow_edited_animal, sender=Animal)
        post_save.connect(follow_edited_species, sender=Species)
        post_save.connect(follow_edited_step, sender=FeedingStep)
        post_delete.connect(follow_edited_step, sender=FeedingStep)
        post_save.connect(follow_edited_placement, sender=Placement)
        post_delete.connect(follow_edited_placement, sender=Placement)
        moved.connect(follow_moved)
