"""What every command of Pouch has in common."""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError


class PlainCommand(BaseCommand):
    """A command whose bad options get one clear line and exit 1, as all its bad input does."""

    def create_parser(self, prog_name, subcommand, **kwargs):
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if self._called_from_command_line:
            parser.error = self.refuse
        return parser

    def execute(self, *args, **options):
        try:
            return super().execute(*args, **options)
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(
                f"The database cannot be used ({str(error).splitlines()[0]}). "
                "Is `manage.py migrate` done?"
            ) from error

    def refuse(self, message: str) -> None:
        self.stderr.write(f"{message[:1].upper()}{message[1:]}. See --help.")
        sys.exit(1)
