"""The door, the first page, and one's own settings."""

from axes.utils import reset as forget_failed_tries
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from animals.forms import AccountForm, SignInForm

THEME_COOKIE_SECONDS = 60 * 60 * 24 * 365

sign_in = auth.LoginView.as_view(authentication_form=SignInForm, redirect_authenticated_user=True)


class NewPasswordView(auth.PasswordResetConfirmView):
    """A new password by e-mail also ends the pause after too many wrong ones."""

    def form_valid(self, form):
        forget_failed_tries(username=self.user.email)
        return super().form_valid(form)


class ChangePasswordView(auth.PasswordChangeView):
    success_url = reverse_lazy("account")

    def form_valid(self, form):
        messages.success(self.request, "Your new password is saved.")
        return super().form_valid(form)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    response = redirect("sign-in")
    response.delete_cookie("theme")  # the next person on this phone has eyes of their own
    response["Clear-Site-Data"] = '"cache"'  # and sees nothing by going back
    return response


def locked_out(request: HttpRequest, _response, _credentials) -> HttpResponse:
    """django-axes answers with this while an address rests after too many wrong passwords."""
    wait_minutes = round(settings.AXES_COOLOFF_TIME * 60)
    response = render(
        request, "registration/locked_out.html", {"wait_minutes": wait_minutes}, status=429
    )
    response["Retry-After"] = str(wait_minutes * 60)
    return response


@login_not_required
def admin_door(request: HttpRequest) -> HttpResponse:
    """The admin has no door of its own: Pouch's, or nothing for who may not enter."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.GET.get("next", ""))


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return redirect("placements" if request.user.sees_all else "today")


@require_safe
def more(request: HttpRequest) -> HttpResponse:
    return render(request, "people/more.html", {"nav": "more"})


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method != "POST":
        return render(request, "people/account.html", {"form": form, "nav": "more"})
    if not form.is_valid():
        request.user.refresh_from_db()  # the frame shows who one is, not what was half typed
        return render(request, "people/account.html", {"form": form, "nav": "more"}, status=422)
    person = form.save()
    messages.success(request, "Your settings are saved.")
    response = redirect("account")
    # The page's script keeps the theme in a cookie too, which wins: they must not differ.
    response.set_cookie("theme", person.theme, max_age=THEME_COOKIE_SECONDS, samesite="Lax")
    return response
