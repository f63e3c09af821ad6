from django.urls import path

from .views import entries, growth, today
from .views.round import round_sheet

urlpatterns = [
    path("today/", today.today, name="today"),
    path("round/", round_sheet, name="round"),
    path("animals/<int:pk>/", growth.animal, name="animal"),
    path("litters/<int:pk>/", growth.litter, name="litter"),
    path("animals/<int:pk>/weigh/", entries.weigh, name="weigh"),
    path("animals/<int:pk>/observe/", entries.observe, name="observe"),
    path("entries/<slug:kind>/<uuid:pk>/correct/", entries.correct, name="entry-correct"),
    path("entries/<slug:kind>/<uuid:pk>/void/", entries.void, name="entry-void"),
]
