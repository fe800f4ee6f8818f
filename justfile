# Shortcuts; each is one command of scripts/ or cargo. `just` is optional.

# Start the site
serve *args:
    cargo run --release -- serve {{args}}

# Every test there is, browser included
test part="all":
    scripts/test {{part}}

# The table of speed and size
bench *args:
    scripts/bench {{args}}

# Prove the safety properties over every input
prove:
    cargo run --release -- prove

# Write THIRD-PARTY.md anew
licences:
    node scripts/licences.mjs

# Take the README's pictures anew
pictures:
    cargo build -p heelrise
    cd e2e && npm ci && node screenshots.mjs
