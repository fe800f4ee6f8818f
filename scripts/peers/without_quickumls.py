"""medspaCy without QuickUMLS."""

import sys
import types


def without_quickumls():
    """QuickUMLS looks words up in a licensed table that nothing here uses; medspaCy imports it all the same."""
    try:
        import quickumls  # noqa: F401
    except ImportError:
        for name in ("quickumls", "quickumls.spacy_component", "medspacy_quickumls"):
            module = types.ModuleType(name)
            module.__path__ = []
            module.SpacyQuickUMLS = type("SpacyQuickUMLS", (), {})
            sys.modules[name] = module
