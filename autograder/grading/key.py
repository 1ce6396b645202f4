"""The run key: where all hidden inputs of a run come from.

128 random bits; every check's generator is HMAC-SHA256(key, exercise / check / purpose). All submissions of a run
get the same inputs, each check its own. The key never enters a sandbox or a student's report.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class RunKey:
    """A run's secret. `public_id` can be shown to anyone; `hex` belongs in the instructor's report alone."""

    secret: bytes

    @classmethod
    def new(cls) -> "RunKey":
        return cls(secrets.token_bytes(16))

    @classmethod
    def from_seed(cls, seed: int) -> "RunKey":
        """A fixed key, for development and CI: anyone can recompute its inputs."""
        return cls(hashlib.sha256(f"convlings seed {seed}".encode()).digest()[:16])

    @classmethod
    def from_hex(cls, text: str) -> "RunKey":
        return cls(bytes.fromhex(text))

    @property
    def hex(self) -> str:
        return self.secret.hex()

    @property
    def public_id(self) -> str:
        """Names the run without giving the key away."""
        return self.derive("id").hex()[:12]

    def derive(self, *purpose: str) -> bytes:
        """32 bytes for this purpose."""
        return hmac.new(self.secret, "/".join(purpose).encode(), hashlib.sha256).digest()

    def generator(self, exercise: str, check: str, purpose: str = "inputs") -> np.random.Generator:
        """A fresh NumPy generator for one check."""
        return np.random.default_rng(int.from_bytes(self.derive(exercise, check, purpose)[:16], "big"))

    def seed(self, exercise: str, check: str) -> int:
        """A seed below 2**31 for the global generators of the sandbox."""
        return int.from_bytes(self.derive(exercise, check, "global seed")[:4], "big") >> 1
