#!/usr/bin/env Rscript
# Reference numbers for the posterior in crates/evidence, by a long run of JAGS on the same counts and priors:
#   scripts/evidence-posterior.R
# writes crates/evidence/tests/reference/posterior.csv: mean, sd, 2.5 %, 50 % and 97.5 % points of the effects, the spread
# and the risks per 100 at a baseline of 8 in 100, and the Monte-Carlo error of each mean and point.
# and posterior-changed.csv: the same where one arm's events are changed to something far off, shorter runs.
# Needs (Debian): jags r-cran-rjags r-cran-rcpptoml
suppressPackageStartupMessages(library(rjags))
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "evidence-data.R"))

model <- "model {
  for (j in 1:arms) {
    events[j] ~ dbin(p[j], n[j])
    logit(p[j]) <- alpha[trial[j]] + d[treatment[j]] - d[first[j]] + u[j] * tau / sqrt(2)
    u[j] ~ dnorm(0, 1)
  }
  for (i in 1:trials) { alpha[i] ~ dnorm(-2.5, 1 / 4) }
  d[1] <- 0
  for (k in 2:treatments) { d[k] ~ dnorm(0, 1 / 4) }
  tau ~ dnorm(0, 1 / 0.25) T(0,)
  for (k in 1:treatments) { risk[k] <- 100 * ilogit(logit(0.08) + d[k]) }
}"

run <- function(id, network, change = NULL, iterations = 200000) {
  set <- Filter(function(s) s$id == id, book$set)[[1]]
  arms <- arms_of(set)
  name_of_set <- id
  if (!is.null(change)) {
    which <- arms$trial == change$trial & arms$strategy == change$strategy
    stopifnot(sum(which) == 1, change$events <= arms$n[which])
    arms$events[which] <- change$events
    name_of_set <- paste(id, change$trial, change$strategy, change$events, sep = "/")
  }
  order_of <- if (network) c("nonop_functional", "nonop_cast", "open", "mis") else c("none", "surgery")
  if (!network) {
    arms$strategy <- ifelse(arms$strategy %in% c("open", "mis"), "surgery", "none")
    arms <- aggregate(cbind(events, n) ~ trial + strategy, data = arms, FUN = sum)
  }
  arms$treatment <- match(arms$strategy, order_of)
  arms$trial <- match(arms$trial, unique(arms$trial))
  arms$first <- ave(arms$treatment, arms$trial, FUN = min)
  data <- list(arms = nrow(arms), trials = max(arms$trial), treatments = length(order_of), events = arms$events, n = arms$n,
               trial = arms$trial, treatment = arms$treatment, first = arms$first)
  inits <- lapply(1:4, function(i) list(.RNG.name = "base::Mersenne-Twister", .RNG.seed = 20261122 + i))
  m <- jags.model(textConnection(model), data, inits = inits, n.chains = 4, quiet = TRUE)
  update(m, 10000, progress.bar = "none")
  draws <- coda.samples(m, c("d", "tau", "risk"), n.iter = iterations, thin = 10, progress.bar = "none")
  x <- as.matrix(draws)
  effective <- effectiveSize(draws)
  for (v in colnames(x)) {
    s <- x[, v]
    if (sd(s) == 0) next
    n <- effective[[v]]
    points <- quantile(s, c(0.025, 0.5, 0.975))
    heights <- sapply(points, function(q) { b <- sd(s) / 10; mean(abs(s - q) < b) / (2 * b) })
    errors <- sqrt(c(0.025, 0.5, 0.975) * c(0.975, 0.5, 0.025) / n) / heights
    name <- gsub("[][]", "", v)
    put(name_of_set, if (network) "network" else "pairs", name, c(mean = mean(s), sd = sd(s), low = points[[1]], median = points[[2]],
        high = points[[3]], mean_error = sd(s) / sqrt(n), low_error = errors[[1]], median_error = errors[[2]], high_error = errors[[3]]))
  }
}
for (id in c("A", "B", "12-trial", "cast")) run(id, FALSE)
for (id in c("N", "N:12-trial")) run(id, TRUE)
write_table("posterior.csv")

for (change in list(list("B", "myhrvold2022", "nonop_functional", 70), list("B", "keating2011", "open", 37),
                    list("N", "myhrvold2022", "nonop_functional", 31), list("N", "myhrvold2022", "mis", 86),
                    list("N", "ukstar2020", "nonop_cast", 133))) {
  run(change[[1]], change[[1]] == "N", list(trial = change[[2]], strategy = change[[3]], events = change[[4]]), 100000)
}
write_table("posterior-changed.csv")
