// The one place that compiles Asio and Beast; every other file of the program only declares them
// (BOOST_ASIO_SEPARATE_COMPILATION and BOOST_BEAST_SEPARATE_COMPILATION come with this room's target).

#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
