"""A weighing sheet between upload and confirmation; nothing else is stored until then."""

import uuid

from django.conf import settings
from django.db import models


class ImportDraft(models.Model):
    """The uploaded bytes and how its owner says they are to be read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_drafts"
    )
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    options = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.filename
