from django.urls import path

from .offline_sync.views import sync_entries
from .views import alerts, devices, entries, fading, growth, importing, paper, today, waiting
from .views.ledger import device_ledger
from .views.round import round_sheet

urlpatterns = [
    path("today/", today.today, name="today"),
    path("round/", round_sheet, name="round"),
    path("round/paper/", paper.blackout_sheet, name="blackout-sheet"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("sync/entries", sync_entries, name="sync-entries"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<int:pk>/actions/", alerts.act, name="alert-actions"),
    path("fading/", fading.fading, name="fading"),
    path("animals/<int:pk>/", growth.animal, name="animal"),
    path("litters/<int:pk>/", growth.litter, name="litter"),
    path("animals/<int:pk>/weigh/", entries.weigh, name="weigh"),
    path("animals/<int:pk>/observe/", entries.observe, name="observe"),
    path("animals/<int:pk>/fading/", fading.fading_animal, name="fading-animal"),
    path("animals/<int:pk>/hand-over/", paper.animal_hand_over, name="animal-hand-over"),
    path("litters/<int:pk>/hand-over/", paper.litter_hand_over, name="litter-hand-over"),
    path("animals/<int:pk>/crate-card/", paper.animal_crate_card, name="animal-crate-card"),
    path("litters/<int:pk>/crate-card/", paper.litter_crate_card, name="litter-crate-card"),
    path("devices/", devices.devices, name="devices"),
    path("devices/held/<int:pk>/", devices.decide_held, name="held-decide"),
    path("devices/<uuid:device>/ledger", device_ledger, name="ledger"),
    path("placements/", devices.placements_and_late, name="placements"),
    path("import/", importing.upload, name="import"),
    path("import/<uuid:pk>/", importing.preview, name="import-preview"),
    path("entries/<slug:kind>/<uuid:pk>/correct/", entries.correct, name="entry-correct"),
    path("entries/<slug:kind>/<uuid:pk>/void/", entries.void, name="entry-void"),
    path("entries/<slug:kind>/<uuid:pk>/time/", entries.use_our_time, name="entry-time"),
    path("entries/<slug:kind>/<uuid:pk>/right/", entries.confirm_weight, name="weight-confirm"),
]
