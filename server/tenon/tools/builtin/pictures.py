"""Pictures drawn by models of the workspace."""

from collections.abc import Sequence

from tenon.tools.errors import ToolError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import MB, Arguments, ToolContext, WebRequest

MOST_BYTES = 30 * MB
_ENDINGS = {"image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}


async def text_to_image(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """Pictures of a description."""
    drawn = await context.pictures.draw(
        given["prompt"],
        model=str(given.get("model") or "").strip().strip("/"),
        number=int(given.get("number") or 1),
        size=str(given.get("size") or "").strip(),
        quality=str(given.get("quality") or "").strip(),
    )
    messages: list[ToolMessage] = []
    for number, picture in enumerate(drawn, 1):
        data, mime_type = picture.data, picture.mime_type
        if data is None:
            data, mime_type = await _fetched(context, picture.url)
        name = f"picture_{number}.{_ENDINGS.get(mime_type, 'png')}"
        messages.append(ToolMessage("blob", {"data": data, "filename": name, "mime_type": mime_type}, name))
    return messages


async def _fetched(context: ToolContext, url: str) -> tuple[bytes, str]:
    """A picture that the model's server keeps for a while, under the outbound rules."""
    answer = await context.web.send(WebRequest("GET", url, max_bytes=MOST_BYTES))
    if answer.status != 200:
        raise ToolError(f"The picture was drawn, but its address answered {answer.status}.")
    kind = answer.mime_type
    return answer.body, kind if kind.startswith("image/") else "image/png"


TOOLS = {"text_to_image": text_to_image}
