"""What a check may ask for by name: the fixtures of one check on one submission."""

from typing import Any

from autograder.checking.contract import Contracts
from autograder.checking.handles import Probes, SandboxTools, StudentHandle
from autograder.checking.sandbox_files import SandboxFiles
from autograder.checking.study import Study
from autograder.engine.sandbox import Sandbox
from autograder.grading.key import RunKey
from autograder.grading.session import Session


def fixtures(session: Session, sandbox: Sandbox, check: str, key: RunKey, study: Study) -> dict[str, Any]:
    """All fixtures but `accuracy`, by name.

    Args:
        check: Name of the check's function.
        key: Where its inputs come from.

    Returns:
        student: The student's module.
        sandbox: Operations on handles; `sandbox.keras` and `sandbox.numpy`.
        probes: Functions that run beside the student's code.
        files: Real files in the sandbox's working folder.
        rng: The check's own NumPy generator in this run.
        study: Judges facts, or records them.
        contract: Holds the functions to what their docstrings promise.
    """
    exercise = session.exercise
    parameters = {function.name: function.parameters for function in exercise.functions}
    student, tools = StudentHandle(sandbox, parameters, session.absent), SandboxTools(sandbox)
    probes, rng = Probes(sandbox, exercise.name), key.generator(exercise.name, check)
    return {
        "student": student,
        "sandbox": tools,
        "probes": probes,
        "files": SandboxFiles(sandbox),
        "rng": rng,
        "study": study,
        "contract": Contracts(exercise.functions, student, tools, probes, rng, session.changed_arguments, study),
    }
