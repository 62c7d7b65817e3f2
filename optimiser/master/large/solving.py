"""CP-SAT as the large stage uses it: one worker whose relaxation holds every row, stopped when told."""

from concurrent.futures import ThreadPoolExecutor, wait

from ortools.sat.python import cp_model

from optimiser.master.search import POLL_S
from optimiser.progress import StopFlag


def solved(
    model: cp_model.CpModel, limit: float, *, deterministic: bool, seed: int, stop: StopFlag
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    """The solver after its search, and how that ended.

    Eight of the default workers took seven times the work of this one to the same proof.

    Parameters
    ----------
    limit
        Seconds, or units of deterministic time.
    """
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.catch_sigint_signal = False
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    if deterministic:
        solver.parameters.max_deterministic_time = limit
    else:
        solver.parameters.max_time_in_seconds = limit
    # In a thread of its own, so that the main one stays free to take an interrupt.
    with ThreadPoolExecutor(max_workers=1) as pool:
        solving = pool.submit(solver.solve, model)
        while not wait([solving], timeout=POLL_S).done:
            if stop:
                solver.stop_search()
        return solver, solving.result()
