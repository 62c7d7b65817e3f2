from tools.warm_kernels import main


def test_the_smallest_day_is_served_whole_from_a_first_solution() -> None:
    solution = main()
    assert solution.served.all()
    assert solution.tiers.cost == 40_000
