"""The base of what the APIs take and give."""

import warnings

from pydantic import BaseModel, ConfigDict
from pydantic.warnings import UnsupportedFieldAttributeWarning

# The web framework keeps this warning of its own bodies quiet only as long as it builds them at once.
warnings.filterwarnings("ignore", category=UnsupportedFieldAttributeWarning)


class Shape(BaseModel):
    """A body or a part of one. Its checks are built with the first use: a server starts without most of them."""

    model_config = ConfigDict(defer_build=True)
