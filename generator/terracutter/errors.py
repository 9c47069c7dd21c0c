"""The root of every error that Terracutter raises on purpose."""


class TerracutterError(Exception):
    """A refusal that a person can act on: one line, printed without a traceback, and the exit code it ends with."""

    exit_code = 1


class UsageError(TerracutterError):
    """The command was called in a way that cannot work, whatever the answers say."""

    exit_code = 2
