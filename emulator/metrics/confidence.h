#pragma once

#include <cstddef>
#include <span>

// How sure a mean is. Not part of any run's fingerprint: uses the C library's functions.
namespace spillway {

struct ConfidenceInterval {
    double mean = 0;
    double halfWidth = 0;  // infinite below two independent values
    std::size_t samples = 0;
    double low() const { return mean - halfWidth; }
    double high() const { return mean + halfWidth; }
    bool contains(double value) const { return low() <= value && value <= high(); }
    friend bool operator==(const ConfidenceInterval&, const ConfidenceInterval&) = default;
};

// t with P(|T| <= t) = confidence, for Student's T with `freedom` > 0 degrees of freedom; 0 < confidence < 1.
double studentT(double confidence, std::size_t freedom);

// From the means of independent replications (runs with different seeds).
ConfidenceInterval replicationInterval(std::span<const double> means, double confidence = 0.95);

// From one long, correlated sequence: the means of `batches` equal parts are nearly independent when each is much
// longer than the correlation lasts (Law, Simulation Modeling and Analysis, 9.5.3). What does not fill a batch is
// dropped at the start.
ConfidenceInterval batchMeansInterval(std::span<const double> sequence, std::size_t batches = 20,
                                      double confidence = 0.95);

}  // namespace spillway
