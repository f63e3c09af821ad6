from django.contrib.auth import views as auth
from django.urls import path

from .views import (
    animals,
    home_people,
    homes,
    invitations,
    litters,
    offers,
    people,
    placements,
    plan,
)
from .views.exposure import exposure

urlpatterns = [
    path("", people.start, name="start"),
    path("sign-in/", people.sign_in, name="sign-in"),
    path("sign-out/", people.sign_out, name="sign-out"),
    path("account/", people.account, name="account"),
    path("more/", people.more, name="more"),
    # Django's own names below: its views and mails find each other by them.
    path("account/password/", people.ChangePasswordView.as_view(), name="password_change"),
    path("password-reset/", auth.PasswordResetView.as_view(), name="password_reset"),
    path("password-reset/sent/", auth.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "password-reset/<uidb64>/<token>/",
        people.NewPasswordView.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "password-reset/done/",
        auth.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
    path("animals/", animals.animals, name="animals"),
    path("animals/add/", animals.add, name="animal-add"),
    path("animals/<int:pk>/edit/", animals.edit, name="animal-edit"),
    path("animals/<int:pk>/exposure/", exposure, name="exposure"),
    path("homes/", homes.homes, name="homes"),
    path("homes/add/", homes.add, name="home-add"),
    path("homes/<int:pk>/", homes.home, name="home"),
    path("homes/<int:pk>/edit/", homes.edit, name="home-edit"),
    path("homes/<int:pk>/availability/", homes.availability, name="home-availability"),
    path("homes/<int:pk>/people/", home_people.people, name="home-people"),
    path(
        "homes/<int:pk>/people/<int:membership_pk>/end/",
        home_people.end,
        name="home-person-end",
    ),
    path(
        "homes/<int:pk>/invitations/<int:invitation>/withdrawal/",
        home_people.withdraw,
        name="home-invitation-withdrawal",
    ),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("placements/move/", placements.move, name="placement-move"),
    path("placements/plan/", plan.plan, name="placement-plan"),
    path("offers/<uuid:pk>/", offers.offer, name="offer"),
    path("offers/<uuid:pk>/withdrawal/", offers.withdrawal, name="offer-withdrawal"),
    path("offers/<uuid:pk>/arrival/", offers.arrival, name="offer-arrival"),
    path("mothers/add/", animals.add_mother, name="mother-add"),
    path("litters/add/", litters.add, name="litter-add"),
    path("litters/<int:pk>/edit/", litters.edit, name="litter-edit"),
]
