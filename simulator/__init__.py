"""A cable plant in the outside world: real SNMP agents on loopback, faults by command, a customer-service desk."""

from simulator.process import Simulator, SimulatorError, running

__all__ = ["Simulator", "SimulatorError", "running"]
