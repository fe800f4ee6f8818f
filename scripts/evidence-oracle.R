#!/usr/bin/env Rscript
# Reference numbers for crates/evidence, made by metafor from the same trials.csv and sets.toml:
#   scripts/evidence-oracle.R
# writes crates/evidence/tests/reference/{inputs,pooled,glmm,network,special}.csv.
# Needs (Debian): r-cran-metafor r-cran-rcpptoml r-cran-lme4 r-cran-biasedurn r-cran-numderiv
# metafor's own stopping rules are tightened, so that a difference of 1e-6 is a difference of method, not of patience.
suppressPackageStartupMessages(library(metafor))
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "evidence-data.R"))
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

# 4. Networks: the same model by rma.mv, built here from the arms
four <- c("nonop_functional", "nonop_cast", "open", "mis")
network <- function(id, measure) {
  arms <- arms_of(Filter(function(s) s$id == id, book$set)[[1]])
  arms$treatment <- match(arms$strategy, four)
  arms <- arms[order(match(arms$trial, unique(arms$trial)), arms$treatment), ]
  y <- NULL; rows <- NULL; blocks <- list()
  for (t in unique(arms$trial)) {
    a <- arms[arms$trial == t, ]
    if (all(a$events == 0)) next
    add <- if (any(a$events == 0)) 0.5 else 0
    e <- a$events + add; rest <- a$n - a$events + add
    lo <- if (measure == "OR") log(e / rest) else log(e / (e + rest))
    v <- if (measure == "OR") 1 / e + 1 / rest else 1 / e - 1 / (e + rest)
    k <- nrow(a)
    y <- c(y, lo[-1] - lo[1])
    rows <- rbind(rows, data.frame(trial = t, from = a$treatment[1], to = a$treatment[-1], contrast = seq_len(k - 1),
                                   design = paste(a$treatment, collapse = "-")))
    blocks <- c(blocks, list(matrix(v[1], k - 1, k - 1) + diag(v[-1], k - 1)))
  }
  V <- as.matrix(Matrix::bdiag(blocks))
  X <- t(sapply(seq_along(y), function(i) { x <- numeric(4); x[rows$to[i]] <- 1; x[rows$from[i]] <- x[rows$from[i]] - 1; x }))[, -1]
  # nlminb gives up where it cannot get as close as asked: ask for less then.
  go <- function(X, rel.tol = c(1e-14, 1e-12, 1e-10, 1e-8)) tryCatch(
    rma.mv(y, V, mods = X, intercept = FALSE, random = ~ contrast | trial, struct = "CS", rho = 0.5, data = rows,
           method = "REML", control = list(optimizer = "nlminb", rel.tol = rel.tol[1])),
    error = function(e) if (length(rel.tol) > 1) go(X, rel.tol[-1]) else stop(e))
  r <- go(X)
  put(id, "network", measure, c(tau2 = r$tau2, q = r$QE, qp = r$QEp))
  b <- c(0, r$b); C <- rbind(0, cbind(0, r$vb))
  for (i in 1:4) for (j in 1:4) if (i != j)
    put(id, "comparison", measure, setNames(c(b[i] - b[j], sqrt(C[i, i] + C[j, j] - 2 * C[i, j])), paste0(i - 1, ":", j - 1, c(":b", ":se"))))
  p <- sapply(1:4, function(i) mean(sapply(setdiff(1:4, i), function(j) pnorm((b[j] - b[i]) / sqrt(C[i, i] + C[j, j] - 2 * C[i, j])))))
  put(id, "network", measure, setNames(p, paste0("pscore", 0:3)))
  D <- model.matrix(~ 0 + interaction(design, contrast, drop = TRUE), rows)
  W <- solve(V); within <- c(t(y) %*% (W - W %*% D %*% solve(t(D) %*% W %*% D) %*% t(D) %*% W) %*% y)
  put(id, "network", measure, c(q_within = within, q_between = r$QE - within, df_between = ncol(D) - 3))
  for (i in 2:4) for (j in 1:(i - 1)) {
    both <- sapply(rows$trial, function(t) all(c(i, j) %in% unlist(rows[rows$trial == t, c("from", "to")])))
    if (!any(both)) next
    share <- function(t) ifelse(t == i, 0.5, ifelse(t == j, -0.5, 0))
    S <- cbind(X, ifelse(both, share(rows$to) - share(rows$from), 0))
    if (qr(S)$rank < 4) next
    s <- go(S)
    put(id, "split", measure, setNames(c(s$b[4], s$se[4], s$tau2), paste0(i - 1, ":", j - 1, c(":difference", ":se", ":tau2"))))
  }
}
for (id in c("N", "N:12-trial", "N:12-months")) for (m in c("OR", "RR")) network(id, m)
write_table("network.csv")

# 5. Binomial-normal models. CM.EL takes minutes: only with --slow; without, its lines of the last run stay.
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
