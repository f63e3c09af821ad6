from django.apps import AppConfig
from django.db.models.signals import post_save


class FeedingsConfig(AppConfig):
    name = "feedings"
    verbose_name = "Feeds and weights"

    def ready(self) -> None:
        from animals.models import Animal

        from .recording import follow_edited_animal

        # A signal, because an animal is also edited in animals, which must not import feedings.
        post_save.connect(follow_edited_animal, sender=Animal)
