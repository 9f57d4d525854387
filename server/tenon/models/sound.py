"""How long a recording lasts, for prices per second."""

import io
import wave

_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""Of MPEG 1 layer 3, kbit/s by the number in a frame's head."""
_BITRATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""Of MPEG 2 and 2.5, which speech often is."""
_OTHERS = 4000
"""Bytes per second of other formats: 32 kbit/s, what browsers record."""


def seconds_of(audio: bytes) -> float:
    """Seconds of sound: told by WAV files, by the bitrate of MP3 files; an estimate for other formats."""
    if audio[:4] == b"RIFF":
        try:
            with wave.open(io.BytesIO(audio)) as file:
                return file.getnframes() / file.getframerate()
        except (wave.Error, EOFError, ZeroDivisionError):
            return len(audio) / _OTHERS
    start = _tagged(audio)
    for place in range(start, min(start + 4096, len(audio) - 3)):
        if audio[place] == 0xFF and audio[place + 1] & 0xE6 == 0xE2:  # the head of a frame of layer 3
            rates = _BITRATES if audio[place + 1] & 0x18 == 0x18 else _BITRATES_2
            number = audio[place + 2] >> 4
            if 0 < number < 15:
                return (len(audio) - start) / (rates[number] * 125)
    return len(audio) / _OTHERS


def _tagged(audio: bytes) -> int:
    """Where the sound of an MP3 file begins, behind its tags."""
    if audio[:3] != b"ID3" or len(audio) < 10:
        return 0
    size = 0
    for byte in audio[6:10]:
        size = size << 7 | byte & 0x7F
    return min(10 + size, len(audio))
