//! Reducers of placement.

use super::*;

fn goal(site: u16, distance: Distance) -> DistanceGoal {
    DistanceGoal {
        caller: 0,
        site,
        distance,
    }
}

/// Three functions; the first one calls both others, at these distances.
fn with_goals(distances: [Distance; 2]) -> Case {
    let mut case = chain(3, Statement::Call);
    let call = case.functions[1].blocks[0].statements.pop();
    case.functions[0].blocks[0].statements.extend(call);
    case.placement.goals = vec![goal(0, distances[0]), goal(1, distances[1])];
    case.legalise();
    assert_eq!(case.placement.goals.len(), 2);
    case
}

const PAGES: Distance = Distance::Split {
    pages: -300,
    step: Margin::Inside,
};
const JUMP: Distance = Distance::End {
    limit: Limit::Jump,
    direction: Direction::Backward,
    step: Margin::Outside,
};

#[test]
fn goals_that_do_not_matter_go() {
    let case = with_goals([PAGES, JUMP]);
    let smallest = alone("drop-goals", &case, |case| {
        case.placement.goals.iter().any(|e| e.distance == JUMP)
    });
    assert_eq!(smallest.placement.goals, [goal(1, JUMP)]);
}

#[test]
fn goals_become_simpler_one_part_at_a_time() {
    let case = with_goals([PAGES, JUMP]);
    let smallest = alone("simplify-distances", &case, |case| {
        let distances = [0, 1].map(|e| case.placement.goals[e].distance);
        let [
            Distance::Split { pages, .. },
            Distance::End { direction, .. },
        ] = distances
        else {
            return false;
        };
        pages <= -256 && direction == Direction::Backward
    });
    let pages = Distance::Split {
        pages: -300,
        step: Margin::Last,
    };
    let jump = Distance::End {
        limit: Limit::Jump,
        direction: Direction::Backward,
        step: Margin::Last,
    };
    assert_eq!(smallest.placement.goals, [goal(0, pages), goal(1, jump)]);

    let nearest = Distance::Split {
        pages: 0,
        step: Margin::Last,
    };
    let smallest = alone("simplify-distances", &smallest, |_| true);
    assert_eq!(smallest.placement.goals[0].distance, nearest);
}

#[test]
fn the_order_is_sorted_but_for_what_matters() {
    let mut case = chain(6, Statement::Call);
    case.life_cycle = LifeCycle::single(Linking::Direct, vec![5, 4, 3, 2, 1, 0]);
    let smallest = alone("sort-order", &case, |case| {
        let at = |f| case.life_cycle.order().position(|o| o == f);
        at(4) < at(1)
    });
    let order: Vec<FuncId> = smallest.life_cycle.order().collect();
    assert_eq!(order, [0, 4, 1, 2, 3, 5]);
}

#[test]
fn regions_that_do_not_matter_go() {
    let mut case = chain(6, |mut call| {
        call.kind = CallKind::Far;
        Statement::Call(call)
    });
    for (region, spot) in (0..).zip(&mut case.placement.spots) {
        spot.region = region % 3;
    }
    let regions = |case: &Case| -> Vec<u8> {
        let spots = case.placement.spots.iter();
        spots.map(|spot| spot.region).collect()
    };
    let smallest = alone("drop-regions", &case, |case| regions(case).contains(&2));
    assert_eq!(regions(&smallest), [0, 0, 2, 0, 0, 2]);
}

#[test]
fn functions_lie_above_where_it_does_not_matter() {
    let mut case = chain(4, Statement::Call);
    for spot in &mut case.placement.spots {
        spot.side = Side::Below;
    }
    let below = |case: &Case| {
        let spots = case.placement.spots.iter();
        spots.filter(|spot| spot.side == Side::Below).count()
    };
    let smallest = alone("simplify-sides", &case, |case| below(case) > 0);
    assert_eq!(below(&smallest), 1);
}

#[test]
fn gaps_become_as_narrow_as_they_can() {
    let mut case = chain(4, Statement::Call);
    for spot in &mut case.placement.spots {
        spot.gap = 0x1234;
    }
    let smallest = alone("narrow-gaps", &case, |case| {
        case.placement.spots[2].gap >= 0x100
    });
    let gaps: Vec<u32> = smallest.placement.spots.iter().map(|s| s.gap).collect();
    assert_eq!(gaps, [0, 0, 0x123, 0]);
}
