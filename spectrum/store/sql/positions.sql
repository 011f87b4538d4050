-- name: cells
-- How many placements have the same value on an axis: a row for each tool, axis and
-- value. There are few of them beside the votes of a large board, as people vote to 0.1
-- point, and whatever is computed from them is exact, whatever the values are. The cells
-- of x also sum up their y's, counted from the middle of the axis so that no digits are lost.
cells AS (
    SELECT
        tool_id,
        CASE WHEN grouping(x) = 0 THEN 'x' ELSE 'y' END AS axis,
        CASE WHEN grouping(x) = 0 THEN x ELSE y END AS position,
        count(*) AS n,
        count(y) AS n_y,
        sum(y - 50) AS sum_y,
        sum((y - 50) * (y - 50)) AS sum_y2
    FROM counted
    WHERE kind = 'place'
    GROUP BY GROUPING SETS ((tool_id, x), (tool_id, y))
)

-- name: list_cells
-- The cells themselves, in no order.
SELECT tool_id, axis, position, n, n_y, sum_y, sum_y2
FROM cells
WHERE position IS NOT NULL;

-- name: lattice
-- The same on a grid of 0.1 points: cell 503 holds the placements nearest to 50.3.
SELECT tool_id, axis, floor(position * 10 + 0.5)::integer AS cell, sum(n)::bigint AS n
FROM cells
WHERE position IS NOT NULL
GROUP BY tool_id, axis, floor(position * 10 + 0.5)
ORDER BY tool_id, axis, cell;

-- name: list_placed
-- The placements on all tools or on some ($9), in no order.
SELECT tool_id, x, y
FROM counted
WHERE kind = 'place' AND ($9::text[] IS NULL OR tool_id = ANY ($9::text[]));
