# Simulates DNA with a GC-rich island in each sequence, and finds the island again: the window with the highest share of
# G and C. Where the islands are is known, so the answer can be checked.
# Usage: perl gc-content.pl OUTPUT.tsv
use strict;
use warnings;

my ($output) = @ARGV or die "Usage: perl gc-content.pl OUTPUT.tsv\n";
my ($sequences, $length, $island, $step) = (50, 5000, 400, 50);
# Perl has brought its own generator since 5.20, so a seed gives the same numbers on every platform.
srand(2024);

sub simulate {
    my ($start) = @_;
    return join '', map {
        my $gc = $_ >= $start && $_ < $start + $island ? 0.65 : 0.41;
        rand() < $gc ? (rand() < 0.5 ? 'G' : 'C') : (rand() < 0.5 ? 'A' : 'T')
    } 0 .. $length - 1;
}

sub gc_share {
    my ($sequence) = @_;
    return ($sequence =~ tr/GC//) / length $sequence;
}

open my $table, '>', $output or die "Cannot write $output: $!\n";
print {$table} "sequence\tisland_start\tfound_start\tgc_share\n";

my $near = 0;
for my $number (1 .. $sequences) {
    my $start = int rand($length - $island);
    my $sequence = simulate($start);
    my ($best, $best_share) = (0, 0);
    for (my $window = 0; $window + $island <= $length; $window += $step) {
        my $share = gc_share(substr $sequence, $window, $island);
        ($best, $best_share) = ($window, $share) if $share > $best_share;
    }
    $near++ if abs($best - $start) <= 2 * $step;
    printf {$table} "seq-%02d\t%d\t%d\t%.4f\n", $number, $start, $best, $best_share;
}
close $table or die "Cannot write $output: $!\n";

print "Found $near of $sequences islands to within ", 2 * $step, " bases.\n";
print "Wrote $output\n";
