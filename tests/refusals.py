"""What every explorable does with a value that it cannot show."""

import pytest
from traitlets import TraitError


def assert_refused(widget: type, change: dict, message: str, **start: object) -> None:
    """Set one trait of a widget, then build one with it: both say why not, and nothing changes."""
    explorable = widget(**start)
    before = explorable.sentence()
    ((name, value),) = change.items()
    with pytest.raises(TraitError, match=message):
        setattr(explorable, name, value)
    assert explorable.sentence() == before
    with pytest.raises(TraitError, match=message):
        widget(**start | change)
