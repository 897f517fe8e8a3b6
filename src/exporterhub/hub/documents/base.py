"""What all documents of the API are made from."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["Document"]


class Document(BaseModel):
    """Base of all documents."""

    model_config = ConfigDict(frozen=True)
