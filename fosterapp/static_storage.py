"""Static files named by their content's hash, so that phones may keep them forever."""

import posixpath
import re

from django.core.files.base import ContentFile
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/app.css"
LAYERED_IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\(([\w-]+)\);')
SCRIPTS = "js/"
# Django finds what a module imports only where a semicolon ends the line; our sources have none.
IMPORT_LINE = re.compile(r"^((?:import|export) [^\n]*? from \"[^\"\n]+\")$", re.MULTILINE)
COMMENT = re.compile(r"/\*(?!!).*?\*/\s*", re.DOTALL)


class HashedStaticStorage(CompressedManifestStaticFilesStorage):
    # Our modules import each other by relative path; without this the imports keep bare names.
    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run:
            ours = [*self._put_imports_into_stylesheet(paths), *self._shorten_scripts(paths)]
            paths = {**paths, **{name: (self, name) for name in ours}}
        yield from super().post_process(paths, dry_run, **options)

    def _put_imports_into_stylesheet(self, paths):
        """One request for all styles."""

        def layer(found):
            name = posixpath.normpath(posixpath.join(posixpath.dirname(STYLESHEET), found[1]))
            text = source(paths, name).removeprefix('@charset "UTF-8";')
            return f"@layer {found[2]} {{\n{COMMENT.sub('', text)}\n}}"

        if STYLESHEET in paths:
            whole = LAYERED_IMPORT.sub(layer, source(paths, STYLESHEET))
            yield self._put(STYLESHEET, COMMENT.sub("", whole))

    def _shorten_scripts(self, paths):
        """Without comments, and naming each other so that Django finds it."""
        for name in paths:
            if name.startswith(SCRIPTS):
                yield self._put(name, jsmin(IMPORT_LINE.sub(r"\1;", source(paths, name))))

    def _put(self, name, text):
        self.delete(name)
        return self._save(name, ContentFile(text.encode()))


def source(paths, name) -> str:
    """Read from the sources, since the copy may be of last time."""
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
