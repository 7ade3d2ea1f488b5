#!/bin/sh
read -r architecture machine < /etc/built-for
echo "Built on @BUILD@ for @TARGET@ ($architecture, $machine at build time), running on $(uname -m)."
