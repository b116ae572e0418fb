"""The settings, read once from the environment and `.env`, and frozen."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.charts.palette import Theme
from bot.domain.faults import OperatorError
from bot.domain.shards import Shards
from bot.domain.time_stamps import can_be_read
from bot.logs import LogFormat
from bot.resources import folder

_NEVER = r"\s<>()\[\]\"\\^`{|}\x00-\x1f\x7f-\x9f"
_NAME = rf"[^{_NEVER}@:/]+"
CONTACT = re.compile(rf"https://{_NAME}\.{_NAME}(?::\d+)?(?:/[^{_NEVER}]*)?|{_NAME}@{_NAME}\.{_NAME}")
"""A link or an e-mail address, without what would end a link early or hide where it leads."""
MOST_OF_CONTACT = 254

ADDRESS = re.compile(rf"https?://{_NAME}(?::\d+)?(?:/[^{_NEVER}]*)?")
MOST_OF_ADDRESS = 200

PUBLIC_KEY = re.compile(r"[0-9a-fA-F]{64}")


class BadSettings(OperatorError):
    """A setting cannot be used; the message says which one and why."""


class Settings(BaseSettings):
    """What an operator may set; in the environment the names are in capitals."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    discord_token: SecretStr | None = None
    discord_token_file: Path | None = None
    database_url: SecretStr = SecretStr("sqlite:///data/debate.db")
    debate_pack: str = "cern-for-ai"
    debate_guild_id: int | None = None
    pseudonym_key_file: Path = Path("data/pseudonym.key")
    signing_key_file: Path = Path("data/signing.key")
    responses_per_question: int = Field(10, ge=1)
    shard_count: int = Field(1, ge=1)
    shard_ids: Annotated[tuple[int, ...] | None, NoDecode] = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: LogFormat = "text"
    chart_theme: Theme = Theme.DARK
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    metrics_host: str = "127.0.0.1"
    contact: str | None = None
    hall_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    hall_host: str = "127.0.0.1"
    hall_url: str | None = None
    hall_invite: str | None = None
    timestamp_url: str | None = None
    interactions_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    interactions_host: str = "127.0.0.1"
    interactions_public_key: str | None = None
    interactions_main: str | None = None

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("contact")
    @classmethod
    def _reachable(cls, value: str | None) -> str | None:
        written = (value or "").strip()
        if written and not (CONTACT.fullmatch(written) and len(written) <= MOST_OF_CONTACT):
            raise ValueError("write an e-mail address, or a link that begins with https://")
        return written or None

    @field_validator("interactions_public_key")
    @classmethod
    def _a_public_key(cls, value: str | None) -> str | None:
        written = (value or "").strip()
        if written and not PUBLIC_KEY.fullmatch(written):
            raise ValueError(
                "copy the public key from the application's page “General Information”: 64 digits and letters a to f"
            )
        return written or None

    @field_validator("hall_url", "hall_invite", "interactions_main", "timestamp_url")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        written = (value or "").strip().rstrip("/")
        if written and not (ADDRESS.fullmatch(written) and len(written) <= MOST_OF_ADDRESS):
            raise ValueError("write an address that begins with https:// or http://")
        return written or None

    @field_validator("timestamp_url")
    @classmethod
    def _readable(cls, value: str | None) -> str | None:
        if value and not can_be_read():
            raise ValueError("time stamps take the extra `timestamp`: pip install 'debate-bot[timestamp]'")
        return value

    @field_validator("shard_ids", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """Read numbers and ranges, such as `0,2` or `0-3`."""
        if not isinstance(value, str):
            return value
        found: set[int] = set()
        for part in value.replace(" ", "").split(","):
            numbers = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", part)
            if numbers is None:
                raise ValueError("write numbers and ranges, such as 0,2 or 0-3")
            found.update(range(int(numbers[1]), int(numbers[2] or numbers[1]) + 1))
        return tuple(sorted(found))

    @field_validator("shard_ids")
    @classmethod
    def _below_the_count(cls, value: tuple[int, ...] | None, info: ValidationInfo) -> tuple[int, ...] | None:
        count = info.data.get("shard_count", 1)
        if value is not None and not (value and min(value) >= 0 and max(value) < count):
            raise ValueError(f"with SHARD_COUNT={count} the shards are 0 to {count - 1}")
        return value

    @property
    def shards(self) -> Shards:
        """The shards, and so the servers, that this process serves."""
        return Shards(self.shard_count, self.shard_ids or tuple(range(self.shard_count)))

    @property
    def token(self) -> str:
        """The bot's token. Raises BadSettings if none is set, or if it cannot be a token."""
        token = self._token()
        if not (token.isascii() and token.isprintable()):
            raise BadSettings(
                "The token has characters that no token has. Copy it again from the application's page “Bot”."
            )
        return token

    def _token(self) -> str:
        if self.discord_token is not None:
            return self.discord_token.get_secret_value().strip()
        if self.discord_token_file is None:
            raise BadSettings(
                "No token is set. Put DISCORD_TOKEN=… into the file .env, "
                "or try the bot without a token: debate-bot rehearse."
            )
        try:
            return self.discord_token_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSettings(f"DISCORD_TOKEN_FILE {self.discord_token_file}: {error.strerror}.") from error
        except UnicodeDecodeError:
            raise BadSettings(f"DISCORD_TOKEN_FILE {self.discord_token_file}: it is not text in UTF-8.") from None

    @property
    def pack_folder(self) -> Path:
        """The folder of the pack: a name under `content/`, or a path."""
        named = folder("content") / self.debate_pack
        try:
            return named if named.is_dir() else Path(self.debate_pack)
        except OSError:  # a name too long for any folder; the loader says so
            return Path(self.debate_pack)


def read_settings() -> Settings:
    """Read the settings. Raises BadSettings, which names every wrong setting but not its value."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [
            f"{str(detail['loc'][0]).upper()}: {detail['msg'].removeprefix('Value error, ')}"
            for detail in error.errors(include_input=False)
        ]
        raise BadSettings("; ".join(wrong)) from None
    except UnicodeDecodeError:
        raise BadSettings("The file .env is not in UTF-8. Save it as UTF-8.") from None
