"""Places on the map, as the database accepts them."""

from django.db.models import Q

BOTH_DEGREES = "Say both latitude, -90 to 90, and longitude, -180 to 180, or neither."


def possible_coordinates() -> Q:
    """Both degrees, each within its range, or neither."""
    return Q(latitude__isnull=True, longitude__isnull=True) | Q(
        latitude__isnull=False,  # a comparison with NULL would pass the check
        longitude__isnull=False,
        latitude__gte=-90,
        latitude__lte=90,
        longitude__gte=-180,
        longitude__lte=180,
    )
