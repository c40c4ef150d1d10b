# complete.fish COMPLETION WORDS: what fish offers for the last of the words, a line each.
source $argv[1]
complete --do-complete $argv[2] | string replace --regex '\t.*' ''
