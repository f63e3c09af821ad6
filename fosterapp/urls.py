from django.urls import include, path

urlpatterns = [
    path("", include("animals.urls")),
    path("", include("feedings.urls")),
]
