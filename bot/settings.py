"""One frozen Settings, built at the edge from the environment and `.env`."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.logs import LogFormat
from bot.resources import folder

KEY_BYTES = 32


class BadSettings(Exception):
    """The settings cannot be used; the message says which and why."""


class Settings(BaseSettings):
    """What an operator may set; in the environment the names are in capitals."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    discord_token: SecretStr | None = None
    discord_token_file: Path | None = None
    database_url: SecretStr = SecretStr("sqlite:///data/debate.db")
    debate_pack: str = "cern-for-ai"
    debate_guild_id: int | None = None
    pseudonym_key_file: Path = Path("data/pseudonym.key")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: LogFormat = "text"
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    metrics_host: str = "127.0.0.1"

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @property
    def token(self) -> str:
        """The bot's token. Raises BadSettings where none is set."""
        if self.discord_token is not None:
            return self.discord_token.get_secret_value().strip()
        if self.discord_token_file is None:
            raise BadSettings(
                "No token is set. Put DISCORD_TOKEN=… into the file .env (README: A real server), "
                "or try the bot without one: debate-bot rehearse."
            )
        try:
            return self.discord_token_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSettings(f"DISCORD_TOKEN_FILE {self.discord_token_file}: {error.strerror}.") from error

    @property
    def pack_folder(self) -> Path:
        """The folder of the pack: a name under `content/`, or a path."""
        named = folder("content") / self.debate_pack
        return named if named.is_dir() else Path(self.debate_pack)


def read_settings() -> Settings:
    """Read the settings. Raises BadSettings naming every one that is wrong, without its value."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [f"{str(detail['loc'][0]).upper()}: {detail['msg']}" for detail in error.errors(include_input=False)]
        raise BadSettings("; ".join(wrong)) from None


def read_key(file: Path) -> bytes:
    """Return the pseudonyms' key, making one where the file is missing. Raises BadSettings."""
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
                made.write(secrets.token_hex(KEY_BYTES) + "\n")
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except OSError as error:
        raise BadSettings(f"PSEUDONYM_KEY_FILE {file}: {error.strerror}.") from error
    except ValueError as error:
        raise BadSettings(f"PSEUDONYM_KEY_FILE {file}: is not a key; it holds hexadecimal digits.") from error
    if len(key) < KEY_BYTES:
        raise BadSettings(f"PSEUDONYM_KEY_FILE {file}: the key is shorter than {KEY_BYTES} bytes.")
    return key
