/* 2^x and the natural logarithm, the engine's own: a library's differ in the last
 * bit from one system to the next, and then so would the outputs.
 *
 * Only + - * / on doubles, in one order: the same bits with every compiler, with
 * and without fused multiply-add (built with -ffp-contract=off). Errors are in
 * units of the last place of the result, against the exact value. */
#ifndef OREWATCH_ENGINE_EXPONENTIAL_H
#define OREWATCH_ENGINE_EXPONENTIAL_H

#define EXP2_ERROR 0.6 /* where the result is a normal number; 1 below */
#define LN_ERROR 1.0

/* 2^x. 0 below -1075, infinity from 1024 on; exact for whole x. */
double exp2_of(double x);
/* ln x of a positive finite number, subnormal ones included; exactly 0 for 1. */
double ln_of(double x);
/* e^x, within some units more: x / ln 2 is rounded before it is a power. */
double exp_of(double x);
/* 1 / (1 + e^-x), 0..1, and the hyperbolic tangent, -1..1: both rise with x. */
double logistic_of(double x);
double tanh_of(double x);

#endif
