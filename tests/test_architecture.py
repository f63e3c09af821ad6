"""Who may import whom, read from the syntax trees: fosterapp -> feedings -> animals, never back."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "animals": {"animals"},
    "feedings": {"feedings", "animals"},
    "fosterapp": {"fosterapp", "feedings", "animals"},
}

# Facts in, facts out: no table, no request, no clock. They import each other and no Django.
PURE = (
    "animals/__init__.py",
    "animals/exposure.py",
    "animals/feeding_steps.py",
    "animals/groups.py",
    "animals/home_load.py",
    "animals/infection_rules.py",
    "animals/placement_matching/*.py",
    "animals/placement_plan.py",
    "animals/units.py",
    "animals/words.py",
    "feedings/__init__.py",
    "feedings/alerts/*.py",
    "feedings/due_strip.py",
    "feedings/growth/*.py",
    "feedings/importing/*.py",
    "feedings/questions.py",
    "feedings/schedule.py",
)
NOT_PURE = (
    "feedings/alerts/evaluation.py",
    "feedings/alerts/forms.py",
    "feedings/alerts/keeping.py",
    "feedings/importing/apply.py",
    "feedings/importing/forms.py",
    "feedings/importing/preview.py",
)
# What a module that calls itself pure may not have either, though it may name a model as a type.
DOORS = ("django.db", "django.http", "django.shortcuts", "animals.access", "feedings.recording")

# Imports that have to wait: for the apps to be loaded, or for the environment to be filled in.
MAY_WAIT = {
    "animals/apps.py",
    "feedings/apps.py",
    "fosterapp/gunicorn.conf.py",
    "fosterapp/local_server.py",
}


def sources() -> dict[str, str]:
    """The text of every module of the three apps, by its path."""
    return {
        str(path.relative_to(PROJECT)): path.read_text()
        for app in MAY_IMPORT
        for path in sorted((PROJECT / app).rglob("*.py"))
    }


def problems(path: str, source: str, modules: set[str]) -> list[str]:
    """The rules that this module breaks, one line each; `modules` are the project's own."""
    tree = ast.parse(source)
    found = []
    own_app = path.split("/")[0]
    for line, name in imported(path, tree, modules):
        app = name.split(".")[0]
        at = f"{path}:{line} imports {name}"
        if app in MAY_IMPORT and app not in MAY_IMPORT[own_app]:
            found.append(f"{at}: {own_app} stands below {app}")
        if is_pure(path):
            if app == "django" or (app in MAY_IMPORT and not is_pure(file_of(name, modules))):
                found.append(f"{at}: a pure module does not")
        elif claims_purity(tree) and name.startswith(DOORS):
            found.append(f"{at}: its docstring says pure")
    if path not in MAY_WAIT:
        found += [
            f"{path}:{line} imports inside a function: move it to the top, or the code elsewhere"
            for line in hidden_imports(tree)
        ]
    return list(dict.fromkeys(found))


def imported(path: str, tree: ast.AST, modules: set[str]) -> Iterator[tuple[int, str]]:
    """Each imported module with its line; `from package import module` names the module."""
    package = path.removesuffix(".py").removesuffix("/__init__").split("/")
    if not path.endswith("__init__.py"):
        package = package[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            base = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield node.lineno, inner if inner in modules else base


def hidden_imports(tree: ast.AST) -> list[int]:
    return [
        inner.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def is_pure(path: str) -> bool:
    return path not in NOT_PURE and any(fnmatch(path, pattern) for pattern in PURE)


def claims_purity(tree: ast.Module) -> bool:
    return "Pure." in (ast.get_docstring(tree) or "")


def file_of(module: str, modules: set[str]) -> str:
    path = module.replace(".", "/")
    is_package = any(other.startswith(f"{module}.") for other in modules)
    return f"{path}/__init__.py" if is_package else f"{path}.py"


def names_of(paths) -> set[str]:
    return {path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in paths}


def test_no_module_breaks_a_rule():
    texts = sources()
    assert len(texts) > 50
    modules = names_of(texts)
    broken = [line for path, text in texts.items() for line in problems(path, text, modules)]
    assert not broken, "\n" + "\n".join(broken)


def test_every_named_module_is_there():
    paths = sources()
    patterns = [*PURE, *MAY_WAIT]
    assert [p for p in patterns if not any(fnmatch(path, p) for path in paths)] == []


MODULES = names_of(
    [
        "animals/__init__.py",
        "animals/access.py",
        "animals/models/__init__.py",
        "animals/models/animal.py",
        "animals/feeding_steps.py",
        "animals/units.py",
        "feedings/__init__.py",
        "feedings/growth/__init__.py",
        "feedings/growth/curves.py",
        "feedings/models/__init__.py",
        "feedings/recording.py",
        "feedings/schedule.py",
        "fosterapp/__init__.py",
        "fosterapp/settings.py",
    ]
)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("animals/placing.py", "from feedings.models import Feed"),
        ("animals/placing.py", "import feedings.recording as door"),
        ("animals/placing.py", "from feedings import recording"),
        ("animals/forms/animals.py", "from fosterapp.settings import DEBUG"),
        ("animals/__init__.py", "import feedings"),
        ("feedings/today.py", "from fosterapp import settings"),
        ("feedings/growth/curves.py", "from animals.models import Animal"),
        ("feedings/growth/curves.py", "from ..models import WeighIn"),
        ("feedings/growth/curves.py", "from ..models.animal import Sex"),
        ("feedings/growth/curves.py", "from django.utils import timezone"),
        ("feedings/growth/curves.py", "from .. import recording"),
        ("feedings/schedule.py", "from . import recording"),
        ("feedings/schedule.py", "import django.http"),
        ("feedings/anywhere.py", '"""Words. Pure."""\nfrom django.db import models'),
        ("feedings/anywhere.py", '"""Words. Pure."""\nfrom animals.access import get_animal'),
        ("feedings/anywhere.py", "def f():\n    from animals.models import Animal"),
        ("feedings/anywhere.py", "class A:\n    async def f(self):\n        import json"),
        ("fosterapp/urls.py", "def f():\n    if True:\n        import json"),
    ],
)
def test_a_broken_module_is_found(path, source):
    assert len(problems(path, source, MODULES)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("animals/placing.py", "from .models import Animal\nfrom django.db import models"),
        ("feedings/today.py", "from animals.models import Animal\nfrom .schedule import plan"),
        ("fosterapp/urls.py", "from feedings import recording\nimport animals.access"),
        ("feedings/growth/curves.py", "from animals.units import WeightUnit\nimport datetime"),
        ("feedings/growth/chart.py", "from .curves import Curve\nfrom . import curves"),
        ("feedings/anywhere.py", '"""Words. Pure."""\nfrom animals.models import Animal'),
        ("animals/apps.py", "def ready():\n    from . import access"),
        ("feedings/anywhere.py", "try:\n    import json\nexcept ImportError:\n    pass"),
    ],
)
def test_a_good_module_is_left_alone(path, source):
    assert problems(path, source, MODULES) == []
