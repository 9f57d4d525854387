"""Hands work over to the background: on a single server at once, else to the queue that all servers share.

Whatever is open is found in the tables, so work that a killed process has left is taken up again.
"""

from collections.abc import Callable
from uuid import UUID

from tenon.kit.db import UnitOfWork

INDEX, PURGE = "document.index", "knowledge.purge"


class Background:
    """Asks for work after the commit. `here` begins it in this process; without it the queue does."""

    def __init__(self) -> None:
        self.here: Callable[[UUID | None], None] | None = None
        """Gets the document to index, or None to purge."""

    def index(self, uow: UnitOfWork, document_id: UUID) -> None:
        """Have a document indexed."""
        here = self.here
        if here is not None:
            uow.after_commit(lambda: here(document_id))
        else:
            uow.enqueue(INDEX, document_id=str(document_id))

    def purge(self, uow: UnitOfWork) -> None:
        """Have deleted things removed."""
        here = self.here
        if here is not None:
            uow.after_commit(lambda: here(None))
        else:
            uow.enqueue(PURGE)
