from django.contrib import admin
from django.urls import include, path

from animals.views.people import admin_door

from .health import healthz
from .shell import manifest, offline, service_worker
from .showcase import showcase

admin.site.site_header = admin.site.site_title = "Pouch"
admin.site.index_title = "Records, people and protocols"
admin.site.disable_action("delete_selected")  # what others stand on is not deleted by the page

urlpatterns = [
    path("", include("animals.urls")),
    path("", include("feedings.urls")),
    path("components/", showcase, name="components"),
    path("healthz", healthz, name="healthz"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("service-worker.js", service_worker, name="service-worker"),
    path("offline/", offline, name="offline"),
    path("admin/login/", admin_door),
    path("admin/", admin.site.urls),
]
