# What the reference scripts share: the table of trials, the sets resolved into counts, and a table of numbers to write.
suppressPackageStartupMessages(library(RcppTOML))
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
