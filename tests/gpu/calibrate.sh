#!/usr/bin/env bash
# Calibrate the accuracy checks of the gpu tier on a machine with a GPU, PyTorch, and no network:
#
#   tests/gpu/calibrate.sh [--minutes 8] [--out FOLDER] [--backend torch] [--rehearse] [EXERCISE]...
#
# What else the kit imports there is taken from the wheels in the folder wheels/ of the repository; what is missing is
# listed, with the command that downloads it. FOLDER (build/gpu/found) keeps every value as it comes, thresholds.toml, and a
# log: the same command goes on where it was broken off. With a copy of FOLDER at home, take the thresholds with
# `convlings calibrate --take FOLDER/thresholds.toml`. --rehearse does the same on the CPU, with a few runs of each
# check, in a folder that is thrown away. Another Python than python3: PYTHON=... in front.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

python=${PYTHON:-python3} minutes=8 out='' backend=torch rehearse='' exercises=()
while (($#)); do
  case $1 in
    --minutes) minutes=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    --backend) backend=$2; shift 2 ;;
    --rehearse) rehearse=yes; shift ;;
    -*) echo "Not known: $1. The first lines of $0 say how it is used." >&2; exit 2 ;;
    *) exercises+=("$1"); shift ;;
  esac
done
work=$PWD/build/gpu
if [[ $rehearse ]]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi
out=${out:-$work/found}
mkdir -p "$out"
log=$out/log
say() { echo "$*" | tee -a "$log"; }
left() { echo $((minutes * 60 > SECONDS ? minutes * 60 - SECONDS : 1)); }

# An environment that sees the packages of $python (which may lie in an environment themselves), the wheels and the kit:
# by a .pth file, because a sandbox inherits no PYTHONPATH.
environment=$work/environment
"$python" -m venv --without-pip "$environment"
site=$("$environment/bin/python" -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
{ pwd; "$python" -c 'import sys; print(*(p for p in sys.path if p.endswith("-packages")), sep="\n")'; } >"$site/kit.pth"
tag=$("$python" -c 'import sys; print("cp%d%d" % sys.version_info[:2])')
shopt -s nullglob
for wheel in wheels/*-none-any.whl wheels/*-abi3-*.whl wheels/*-"$tag"-*.whl; do
  "$environment/bin/python" -m zipfile -e "$wheel" "$site"
done
python=$environment/bin/python
"$python" tests/gpu/machine.py "$backend" | tee -a "$log"

options=(--backend "$backend" --out "$out" --log "$log" --plain)
if [[ $rehearse ]]; then
  options+=(--tier cpu --runs 3)
else
  options+=(--tier gpu --memory 32768)
  export CONVLINGS_BACKEND=$backend
  timeout 120 "$python" -m pytest -vv -m gpu tests/gpu -k computes 2>&1 | tee -a "$log" || say "The test has failed."
fi
# A fifth of the time is for trying the thresholds afterwards.
status=0
printf -v share '%d.%02d' $(($(left) / 75)) $(($(left) % 75 * 4 / 3))
timeout "$(left)" "$python" -m autograder calibrate "${exercises[@]}" "${options[@]}" --minutes "$share" \
  2> >(tee -a "$log" >&2) || status=$?
[[ -s $out/thresholds.toml ]] || { say "There is no threshold."; exit 1; }
early_stopping() {
  KERAS_BACKEND=$backend timeout "$(left)" "$python" tests/gpu/early_stopping.py --out "$out/early_stopping.toml" "$@" \
    2> >(tee -a "$log" >&2) | tee -a "$log"
}
if [[ $rehearse ]]; then
  early_stopping --rehearse --target 0.7
  exit
fi

"$python" -m autograder calibrate --take "$out/thresholds.toml" --plain || status=$?
timeout "$(left)" "$python" -m pytest -vv -m gpu tests/gpu 2>&1 | tee -a "$log" || { status=1; say "Tests have failed."; }
if (($(left) > 60)); then
  early_stopping || say "Early stopping: it did not come to its target."
fi
if (($(left) > 20)); then
  timeout "$(left)" "$python" -m autograder check --backend jax --tier gpu --plain solutions/16_checkpoints.py 2>&1 |
    tail -n 12 | tee -a "$log" || say "JAX, as a trial: it did not get through."
fi
exit "$status"
