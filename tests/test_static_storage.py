"""What a phone fetches on its first visit."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

STORAGE = {"staticfiles": {"BACKEND": "fosterapp.static_storage.HashedStaticStorage"}}
# Compressing takes seconds; styles stand for all that is.
SKIPPED = ("js", "svg", "html", "json", "txt", "md", "map")


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    with override_settings(
        STATIC_ROOT=folder,
        STORAGES=settings.STORAGES | STORAGE,
        WHITENOISE_SKIP_COMPRESS_EXTENSIONS=SKIPPED,
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield folder


def one(folder, pattern):
    (found,) = [path for path in folder.glob("*") if re.fullmatch(pattern, path.name)]
    return found


def test_all_styles_are_one_request_and_keep_their_layers(collected):
    style = one(collected / "css", r"app\.[0-9a-f]{12}\.css").read_text()
    assert "@import" not in style
    assert style.index("@layer") < style.index(".form-control")
    assert re.search(r"@layer vendor\s*\{", style)
    assert re.search(r"@layer tokens\s*\{", style)


def test_styles_are_compressed_beforehand(collected):
    assert one(collected / "css", r"app\.[0-9a-f]{12}\.css\.br").stat().st_size < 40_000


def test_modules_import_each_other_under_hashed_names(collected):
    script = one(collected / "js", r"app\.[0-9a-f]{12}\.js").read_text()
    assert re.search(r'import\("\./behaviours/round\.[0-9a-f]{12}\.js"\)', script)


def test_no_module_names_another_without_its_hash(collected):
    """Else a page of yesterday would run half of today's client."""
    named = {
        (path.name, address)
        for path in (collected / "js").rglob("*.????????????.js")
        for address in re.findall(r"""(?:from|import\()\s*["'](\.[^"']+)""", path.read_text())
    }
    assert len(named) > 50
    bare = {pair for pair in named if not re.search(r"\.[0-9a-f]{12}\.js$", pair[1])}
    assert bare == set()


def test_no_script_has_a_template_within_a_template():
    """The filter would take white space out of the words of the inner one."""
    scripts = [*(settings.BASE_DIR / "static" / "js").rglob("*.js")]
    assert len(scripts) > 20
    nested = re.compile(r"\$\{[^}]*`")
    assert [path.name for path in scripts if nested.search(path.read_text())] == []


def test_comments_do_not_travel(collected):
    script = one(collected / "js" / "offline", r"outbox\.[0-9a-f]{12}\.js").read_text()
    assert "//" not in script
    assert "durability" in script


def test_collecting_twice_gives_the_same(collected):
    names = {path.name for path in collected.rglob("*")}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert {path.name for path in collected.rglob("*")} == names
