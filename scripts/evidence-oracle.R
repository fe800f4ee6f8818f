#!/usr/bin/env Rscript
# Reference numbers for crates/evidence, made by metafor from the same trials.csv and sets.toml:
#   scripts/evidence-oracle.R
# writes crates/evidence/tests/reference/{inputs,pooled,glmm,network,special}.csv.
# Needs (Debian): r-cran-metafor r-cran-rcpptoml r-cran-lme4 r-cran-biasedurn r-cran-numderiv
# metafor's own stopping rules are tightened, so that a difference of 1e-6 is a difference of method, not of patience.
suppressPackageStartupMessages({ library(metafor); library(RcppTOML) })
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
root <- normalizePath(file.path(here, ".."))
out <- file.path(root, "crates/evidence/tests/reference")
trials <- read.csv(file.path(root, "knowledge/evidence/trials.csv"), encoding = "UTF-8", stringsAsFactors = FALSE)
trials$n <- ifelse(is.na(trials$analysed), trials$randomised, trials$analysed)
means <- read.csv(file.path(root, "knowledge/evidence/means.csv"), encoding = "UTF-8", stringsAsFactors = FALSE)
book <- parseTOML(file.path(root, "knowledge/evidence/sets.toml"), escape = FALSE)
rehab <- setNames(sapply(book$trial, `[[`, "rehabilitation"), sapply(book$trial, `[[`, "id"))
or_else <- function(a, b) if (is.null(a)) b else a

# The arms of a set: one row each.
arms_of <- function(set) {
  outcome <- or_else(set$outcome, "rerupture")
  rows <- NULL
  for (t in unlist(set$trials)) {
    suppose <- Filter(function(s) s$trial == t, or_else(set$suppose, list()))
    if (length(suppose)) {
      s <- suppose[[1]]
      year <- trials$year[trials$trial == t][1]
      rows <- rbind(rows, data.frame(trial = t, year = year, arm = c("s", "n"), strategy = c("open", "nonop_functional"),
                                     events = c(s$surgery[1], s$nonoperative[1]), n = c(s$surgery[2], s$nonoperative[2])))
      next
    }
    mine <- trials[trials$trial == t & trials$outcome == outcome & trials$status != "alternative", ]
    for (u in Filter(function(u) u$trial == t, or_else(set$use, list()))) {
      from <- trials[trials$trial == t & trials$arm == u$arm & trials$outcome == or_else(u$outcome, outcome) &
                     trials$events == u$events & trials$n == u$n, ]
      stopifnot(nrow(from) >= 1) # the same counts may be printed in two places
      mine[mine$arm == u$arm, ] <- from[1, ]
    }
    rows <- rbind(rows, mine[, c("trial", "year", "arm", "strategy", "events", "n")])
  }
  rows
}
pairs_of <- function(set) {
  arms <- arms_of(set)
  surgery <- arms$strategy %in% c("open", "mis")
  sum_of <- function(which, t) c(sum(arms$events[which & arms$trial == t]), sum(arms$n[which & arms$trial == t]))
  d <- do.call(rbind, lapply(unlist(set$trials), function(t) {
    s <- sum_of(surgery, t); n <- sum_of(!surgery, t)
    data.frame(trial = t, year = arms$year[arms$trial == t][1], ai = s[1], n1 = s[2], ci = n[1], n2 = n[2])
  }))
  d
}

table <- list()
put <- function(.set, .method, .measure, ...) {
  v <- c(...)
  table[[length(table) + 1]] <<- data.frame(set = .set, method = .method, measure = .measure, quantity = names(v),
                                            value = sprintf("%.15g", as.numeric(unname(v))))
}
write_table <- function(file) {
  table <<- unique(table)
  write.csv(do.call(rbind, table), file.path(out, file), row.names = FALSE, quote = FALSE)
  table <<- list()
}
tight <- list(threshold = 1e-14, maxiter = 10000, tol = 1e-12, stepadj = 1)
common <- function(r) c(b = as.numeric(r$b), se = r$se, lo = r$ci.lb, hi = r$ci.ub, p = r$pval, q = r$QE, qp = r$QEp, k = if (is.null(r$k.yi) || r$measure == "RD") r$k else r$k.yi) # trials that say something
fit <- function(d, measure, method, test = "z") {
  rma(measure = measure, ai = ai, n1i = n1, ci = ci, n2i = n2, data = d, method = method, test = test,
      drop00 = measure != "RD", control = tight)
}
full <- function(r) {
  p <- predict(r)
  riley <- if (r$k > 2) qt(0.975, r$k - 2) * sqrt(r$se^2 + r$tau2) else NA
  c(common(r), tau2 = r$tau2, i2 = r$I2, h2 = r$H2, pi_lo = p$pi.lb, pi_hi = p$pi.ub,
    hts_lo = as.numeric(r$b) - riley, hts_hi = as.numeric(r$b) + riley)
}

# 1. Inputs, for the eye and for the tests of the parser
inputs <- NULL
for (s in book$set) if (or_else(s$shape, "pairs") == "pairs") inputs <- rbind(inputs, cbind(set = s$id, pairs_of(s)))
write.csv(inputs, file.path(out, "inputs.csv"), row.names = FALSE, quote = FALSE)

# 2. Pooled results
main <- c("A", "B", "C", "C+Willits", "12-trial", "functional", "functional+Willits", "cast", "khan2005", "ochen2019")
suppressWarnings(for (s in book$set) {
  if (or_else(s$shape, "pairs") != "pairs" || length(unlist(s$trials)) < 2) next
  d <- pairs_of(s); id <- s$id
  put(id, "MH", "RR", common(rma.mh(ai = ai, n1i = n1, ci = ci, n2i = n2, data = d, measure = "RR")))
  put(id, "REML", "RR", full(fit(d, "RR", "REML")))
  put(id, "REML", "RD", full(fit(d, "RD", "REML")))
  if (!(id %in% main)) next
  for (m in c("OR", "RD")) {
    r <- rma.mh(ai = ai, n1i = n1, ci = ci, n2i = n2, data = d, measure = m)
    put(id, "MH", m, common(r), i2 = r$I2)
  }
  r <- rma.mh(ai = ai, n1i = n1, ci = ci, n2i = n2, data = d, measure = "RR"); put(id, "MH-I2", "RR", i2 = r$I2)
  r <- rma.peto(ai = ai, n1i = n1, ci = ci, n2i = n2, data = d); put(id, "PETO", "POR", common(r), i2 = r$I2)
  for (m in c("RR", "OR", "RD")) for (method in c("FE", "DL", "PM", "REML")) {
    z <- fit(d, m, method); put(id, method, m, full(z))
    put(id, paste0(method, "+KH"), m, full(fit(d, m, method, "knha")))
    if (method == "REML") {
      ci <- tryCatch(confint(z, control = list(tol = 1e-12, tau2.max = 1000))$random["tau^2", ], error = function(e) NULL)
      if (!is.null(ci)) put(id, "QP", m, lo = ci[["ci.lb"]], hi = ci[["ci.ub"]])
      if (z$k > 2) {
        l <- leave1out(z)
        for (i in seq_len(z$k)) put(id, "REML-without", m, setNames(c(l$estimate[i], l$ci.lb[i], l$ci.ub[i], l$tau2[i]),
                                                                     paste0(d$trial[z$not.na][i], c(":b", ":lo", ":hi", ":tau2"))))
        e <- regtest(z, model = "lm"); put(id, "EGGER", m, t = e$zval, p = e$pval, limit = e$est)
      }
      sorted <- d[order(d$year), ]; z2 <- fit(sorted, m, method); u <- cumul(z2)
      for (i in seq_len(z2$k)) put(id, "REML-cumulative", m, setNames(c(u$estimate[i], u$ci.lb[i], u$ci.ub[i], u$tau2[i]),
                                                                       paste0(sorted$trial[z2$not.na][i], c(":b", ":lo", ":hi", ":tau2"))))
    }
  }
  for (i in seq_len(nrow(d))) if (nrow(d) > 2) {
    l <- rma.mh(ai = ai, n1i = n1, ci = ci, n2i = n2, data = d[-i, ], measure = "RR")
    put(id, "MH-without", "RR", setNames(c(c(l$b), l$ci.lb, l$ci.ub), paste0(d$trial[i], c(":b", ":lo", ":hi"))))
  }
})
# Subgroups by rehabilitation: a fit in each, and a test between the estimates
for (id in c("B", "C", "12-trial")) {
  d <- pairs_of(Filter(function(s) s$id == id, book$set)[[1]])
  est <- NULL
  for (g in c("functional", "cast")) {
    r <- fit(d[rehab[d$trial] == g, ], "RR", "REML"); put(id, paste0("SUB-", g), "RR", full(r))
    est <- rbind(est, data.frame(y = as.numeric(r$b), v = r$se^2, g = g))
  }
  t <- rma(y, v, mods = ~ g, data = est, method = "FE"); put(id, "SUB-BETWEEN", "RR", q = t$QM, p = t$QMp)
}
# Mean differences, and logits of the risk without an operation
for (o in c("ATRS", "elongation_mm", "heel_rise_work_pct", "days_to_work")) {
  d <- means[means$outcome == o & !is.na(means$sd) & means$trial == if (o == "days_to_work") "metz2008" else "barfod2020", ]
  e <- escalc("MD", m1i = d$mean[1], sd1i = d$sd[1], n1i = d$n[1], m2i = d$mean[2], sd2i = d$sd[2], n2i = d$n[2])
  put(d$trial[1], "MD", o, y = c(e$yi), v = e$vi)
}
d <- pairs_of(Filter(function(s) s$id == "B", book$set)[[1]])
put("B", "REML", "PLO", full(rma(measure = "PLO", xi = ci, ni = n2, data = d, method = "REML", control = tight)))
write_table("pooled.csv")

# 3. Special functions
for (df in c(1, 2, 3, 4, 5, 6, 7, 10, 11, 25, 100)) for (p in c(0.9, 0.975, 0.995))
  put("qt", df, p, v = qt(p, df))
for (df in c(1, 2, 3, 5, 6, 10, 11, 20)) for (p in c(0.025, 0.5, 0.975)) put("qchisq", df, p, v = qchisq(p, df))
for (p in c(0.001, 0.025, 0.2, 0.5, 0.9, 0.975, 0.9995)) put("qnorm", 0, p, v = qnorm(p))
for (x in c(0.1, 1.5, 4.6, 9, 20)) for (df in c(1, 3, 5, 10)) put("pchisq_upper", df, x, v = pchisq(x, df, lower.tail = FALSE))
for (x in c(0.1, 1.5, 2.7, 5)) for (df in c(1, 3, 5, 10)) put("pt_two_sided", df, x, v = 2 * pt(-x, df))
write_table("special.csv")

# 4. Binomial-normal models. CM.EL takes minutes: only with --slow; without, its lines of the last run stay.
slow <- "--slow" %in% commandArgs()
file <- file.path(out, "glmm.csv")
kept <- if (!slow && file.exists(file)) grep(",CM.EL,", readLines(file, encoding = "UTF-8"), value = TRUE)
for (id in main) for (model in c("UM.FS", "UM.RS", "CM.AL", if (slow) "CM.EL")) {
  d <- pairs_of(Filter(function(s) s$id == id, book$set)[[1]])
  # With one stopping rule for both, nlminb gives up on CM.EL: only its integrals are tightened.
  control <- if (model == "CM.EL") list(intCtrl = list(rel.tol = 1e-9)) else
    list(glmerCtrl = list(optimizer = "bobyqa", tolPwrss = 1e-10, optCtrl = list(rhoend = 1e-10, maxfun = 100000)))
  warned <- character()
  r <- tryCatch(withCallingHandlers(
    rma.glmm(ai = ai, n1i = n1, ci = ci, n2i = n2, data = d, measure = "OR", model = model, control = control, drop00 = TRUE),
    warning = function(w) { warned <<- c(warned, conditionMessage(w)); invokeRestart("muffleWarning") }),
    error = function(e) { cat(id, model, "ERROR:", conditionMessage(e), "\n"); NULL })
  if (is.null(r)) { put(id, model, "OR", failed = 1); next }
  singular <- any(grepl("singular|not positive definite|unidentifiable", warned))
  put(id, model, "OR", c(b = as.numeric(r$b), se = r$se, lo = r$ci.lb, hi = r$ci.ub, tau2 = r$tau2, sigma2 = or_else(r$sigma2, NA),
                         singular = as.numeric(singular)))
}
write_table("glmm.csv")
if (length(kept)) cat(kept, file = file, sep = "\n", append = TRUE)
