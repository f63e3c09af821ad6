import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("animals", "0002_runt_by_hand_and_fading_text"),
    ]

    operations = [
        migrations.AddField(
            model_name="species",
            name="protocol_version",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
    ]
