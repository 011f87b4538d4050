-- name: positions
-- Everything about a tool that plain aggregates can give. The figures of both axes
-- together (var_*, cov_xy and below) use placements that have both; d2 is a vote's
-- squared distance from their mean, and the leave-one-out trace is the sum of the
-- two variances that remains when that vote is left out.
placed AS (
    SELECT tool_id, x, y FROM counted WHERE kind = 'place'
),
centres AS (
    SELECT
        tool_id,
        count(*) AS n,
        count(y) AS n_y,
        avg(x) AS mean_x,
        avg(y) AS mean_y,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY x) AS median_x,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY y) AS median_y,
        sqrt(var_samp(x)) AS sd_x,
        sqrt(var_samp(y)) AS sd_y,
        avg(x) FILTER (WHERE y IS NOT NULL) AS mean_complete_x,
        avg(y) AS mean_complete_y,
        var_samp(x) FILTER (WHERE y IS NOT NULL) AS var_x,
        var_samp(y) AS var_y,
        covar_samp(x, y) FILTER (WHERE y IS NOT NULL) AS cov_xy
    FROM placed
    GROUP BY tool_id
),
distances AS (
    SELECT
        placed.tool_id,
        centres.n_y,
        centres.var_x + centres.var_y AS trace,
        (placed.x - centres.mean_complete_x) * (placed.x - centres.mean_complete_x)
        + (placed.y - centres.mean_complete_y) * (placed.y - centres.mean_complete_y) AS d2
    FROM placed
    INNER JOIN centres ON centres.tool_id = placed.tool_id
    WHERE placed.y IS NOT NULL
),
left_out AS (
    SELECT
        tool_id,
        d2,
        CASE
            WHEN n_y > 2 THEN ((n_y - 1) * trace - n_y * d2 / (n_y - 1.0::float8)) / (n_y - 2)
        END AS remaining
    FROM distances
),
moments AS (
    SELECT
        tool_id,
        avg(d2) AS mean_d2,
        avg(d2 * d2) AS mean_d4,
        count(*) FILTER (WHERE remaining > 1e-9) AS log_trace_n,
        var_samp(ln(CASE WHEN remaining > 1e-9 THEN remaining END)) AS log_trace_var
    FROM left_out
    GROUP BY tool_id
)
SELECT
    centres.tool_id, n, n_y, mean_x, mean_y, median_x, median_y, sd_x, sd_y, mean_complete_x,
    mean_complete_y, var_x, var_y, cov_xy, mean_d2, mean_d4, log_trace_n, log_trace_var
FROM centres
LEFT JOIN moments ON moments.tool_id = centres.tool_id
ORDER BY centres.tool_id;
