-- The first screen in SQL, as good as it gets: one pass over the table for each of the four questions, and no join of a table
-- with itself over ranges of dates. The same text runs on PostgreSQL and on DuckDB, over one table:
--
--   user_day (user_id integer, day integer, PRIMARY KEY (user_id, day))   -- day: days since 1970-01-01; DuckDB without the key
--
-- :today is the last date, :from the Monday of the first of 12 weeks.

-- daily: actives of 7, 28 and 30 dates and the seven growth states, 90 dates. A user-day and the distance to the user's next
-- one say in which state the user is on every date between the two, so that counts by date and distance are enough.
WITH steps AS (
  SELECT day, coalesce(lead(day) OVER (PARTITION BY user_id ORDER BY day), 99999) - day AS gap
  FROM user_day
  WHERE day <= :today
), counted AS (
  SELECT day, gap, count(*) AS users FROM steps WHERE day + gap >= :today - 89 GROUP BY day, gap
), states AS (
  SELECT
    dates.t,
    coalesce(sum(users) FILTER (WHERE day = t), 0) AS dau,
    coalesce(sum(users) FILTER (WHERE day + gap = t AND gap <= 7), 0) AS current,
    coalesce(sum(users) FILTER (WHERE day + gap = t AND gap BETWEEN 8 AND 30), 0) AS reactivated,
    coalesce(sum(users) FILTER (WHERE day + gap = t AND gap > 30), 0) AS resurrected,
    coalesce(sum(users) FILTER (WHERE day < t AND day + gap > t AND t - day <= 6), 0) AS at_risk_wau,
    coalesce(sum(users) FILTER (WHERE day < t AND day + gap > t AND t - day BETWEEN 7 AND 27), 0) AS at_risk_mau28,
    coalesce(sum(users) FILTER (WHERE day < t AND day + gap > t AND t - day BETWEEN 7 AND 29), 0) AS at_risk_mau,
    coalesce(sum(users) FILTER (WHERE day < t AND day + gap > t AND t - day >= 30), 0) AS dormant
  FROM generate_series(:today - 89, :today) AS dates (t)
  JOIN counted ON day <= t AND day + gap >= t
  GROUP BY dates.t
)
SELECT
  :today - t AS back,
  dau,
  dau + at_risk_wau AS wau,
  dau + at_risk_wau + at_risk_mau28 AS mau28,
  dau + at_risk_wau + at_risk_mau AS mau30,
  dau - current - reactivated - resurrected AS new,
  current,
  reactivated,
  resurrected,
  at_risk_wau,
  at_risk_mau,
  dormant
FROM states
ORDER BY t;

-- retention: weekly cohorts by first date, and how many were active on exactly the k-th date after their own first one, where
-- all of the cohort has had that date
WITH cohort AS (
  SELECT user_id, min(day) AS first FROM user_day WHERE day <= :today GROUP BY user_id HAVING min(day) >= :from
), seen AS (
  SELECT first - (first - :from) % 7 AS monday, day - first AS k
  FROM cohort
  JOIN user_day USING (user_id)
  WHERE day <= :today AND day <= first + 30
)
SELECT :today - monday AS back, k, count(*) AS users
FROM seen
WHERE k = 0 OR monday + 6 + k <= :today
GROUP BY monday, k
ORDER BY monday, k;

-- l28: users by the number of active dates among the last 28
SELECT days, count(*) AS users
FROM (SELECT count(*) FILTER (WHERE day > :today - 28) AS days FROM user_day WHERE day <= :today GROUP BY user_id) AS l28
GROUP BY days
ORDER BY days;

-- streaks: users by the length of the run that reaches today or yesterday
WITH steps AS (
  SELECT user_id, day, day - lag(day, 1, -1) OVER (PARTITION BY user_id ORDER BY day) > 1 AS is_start
  FROM user_day
  WHERE day <= :today
), runs AS (
  SELECT CASE
    WHEN max(day) >= :today - 1 THEN max(day) - max(day) FILTER (WHERE is_start) + 1
    ELSE 0
  END AS length
  FROM steps
  GROUP BY user_id
)
SELECT length, count(*) AS users FROM runs GROUP BY length ORDER BY length;
