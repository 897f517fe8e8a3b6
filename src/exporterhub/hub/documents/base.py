"""What all documents of the API are made from."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, ValidatorFunctionWrapHandler, WrapValidator

from exporterhub.messages import Said

__all__ = ["Document", "Told"]


class Document(BaseModel):
    """Base of all documents."""

    model_config = ConfigDict(frozen=True)


def _as_said(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    return value if isinstance(value, Said) else handler(value)


Told = Annotated[str, WrapValidator(_as_said)]
"""A string that pages may tell in another language (``exporterhub.messages``); as JSON it is the English text."""
